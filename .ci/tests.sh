# Sourced by ./verify after setup.sh: what the tests need beyond the build, running them, and their summary.

# Programs to test against, by their Debian packages. A test whose program is not here is skipped, and says so.
test_packages=(
    iproute2 procps                                                              # the host as its tools see it
    bpftool                                                                      # probes, as another program sees them
    dpdk dpdk-dev librte-net-vhost23 librte-net-virtio23 librte-mempool-ring23   # dpdk-testpmd as a guest
    qemu-system-x86 busybox-static                                               # QEMU and a small Linux as a guest
    chromium                                                                     # the report in a browser
)

# Installs them all at once; where one of them cannot be had, those that can.
install_for_tests() {
    local lacking package
    lock
    mapfile -t lacking < <(lacking_for_tests)
    if ((${#lacking[@]})) && ! install_packages "${lacking[@]}" && as_root true 2>/dev/null && have apt-get; then
        for package in "${lacking[@]}"; do
            apt_get install "$package" >>"$state/install.log" 2>&1 || true
        done
    fi
    mapfile -t lacking < <(lacking_for_tests)
    ((${#lacking[@]} == 0)) || say "tests that need ${lacking[*]} will be skipped"
    fetch_guest_kernel || say "tests that boot a Linux guest will be skipped: no kernel image (log: $state/kernel.log)"
    unlock
}

lacking_for_tests() {
    local package
    if ! have dpkg-query; then
        return # other systems: what is there is there
    fi
    for package in "${test_packages[@]}"; do
        [[ $(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done
}

# Debian's kernel for virtual machines, unpacked and not installed: .sidecore/kernel/boot/vmlinuz-*, .../lib/modules/*.
fetch_guest_kernel() {
    [[ ! -e $state/kernel ]] || return 0
    have apt-get && have dpkg-deb || return 1
    say "fetching a kernel for test guests"
    { download_guest_kernel || { apt_get update && download_guest_kernel; }; } >"$state/kernel.log" 2>&1
}

download_guest_kernel() (
    image=$(apt-cache depends "linux-image-cloud-$(dpkg --print-architecture)" | sed -n 's/.*Depends: //p')
    into=$state/kernel.new
    rm -rf -- "$into" && mkdir -- "$into" && cd -- "$into" \
        && apt-get download "$image" && dpkg-deb -x ./*.deb . && rm -- ./*.deb && mv -- "$into" "$state/kernel"
)

# Runs every test of every module, whatever fails before; then counts.
run_tests() {
    local log=$state/verify.log status=0
    say "testing (log: $log)"
    lock
    export SIDECORE_BUILD=$build # what tests start is this build, and no second set-up that would wait for the lock
    maven --fail-at-end -Dmaven.test.failure.ignore=true clean verify 2>&1 | tee -- "$log" | show_tests \
        || status=${PIPESTATUS[0]}
    unlock
    "$java_home/bin/java" "$home/.ci/Summary.java" "$home" "$status" "$log"
}

# Of all that Maven says: modules, test classes, errors.
show_tests() {
    grep --line-buffered -E '^\[INFO\] Building Sidecore|^\[(INFO|WARNING|ERROR)\] Tests run:.* -- in |^\[ERROR\]' || true
}
