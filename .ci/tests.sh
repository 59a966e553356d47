# Sourced by ./verify after setup.sh: what the tests need beyond the build, running them, and their summary.

# Programs to test against, by their Debian packages. A test whose program is not here is skipped, and says so.
test_packages=(
    iproute2 procps                                                              # the host as its tools see it
    bpftool                                                                      # probes, as another program sees them
    dpdk dpdk-dev librte-net-vhost23 librte-net-virtio23 librte-mempool-ring23   # dpdk-testpmd as a guest
    qemu-system-x86 busybox-static iperf3                                        # QEMU, a small Linux as a guest, load for it
    qemu-system-common                                                           # qemu-storage-daemon, to measure disks beside
    openvswitch-switch-dpdk                                                      # poll-mode threads; brings the one without
    libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients                    # guests of libvirt's; starts no service
    chromium                                                                     # the report in a browser
    tmux                                                                         # sidecore top in a terminal
)

# Installs these packages all at once, with what the build lacks; where one cannot be had, those that can. Only a build
# that cannot be is an error.
install_for_tests() {
    local lacking
    lock
    mapfile -t lacking < <(missing_for_build && lacking_of "$@")
    if ((${#lacking[@]})) && ! install_packages "${lacking[@]}"; then
        install_one_by_one "${lacking[@]}"
        [[ -z $(missing_for_build) ]] || exit 1
        say "tests that need these will be skipped: $(lacking_of "$@" | tr '\n' ' ')"
    fi
    unlock
}

# Leaves a kernel in .sidecore/kernel, or says what will be skipped.
prepare_guest_kernel() {
    lock
    fetch_guest_kernel || say "tests that boot a Linux guest will be skipped: no kernel for it (log: $state/kernel.log)"
    unlock
}

install_one_by_one() {
    local package
    as_root true 2>/dev/null && have apt-get || return 0
    for package in "$@"; do
        apt_get install "$package" >>"$state/install.log" 2>&1 || true
    done
}

lacking_of() {
    local package
    if ! have dpkg-query; then
        return # other systems: what is there is there
    fi
    for package in "$@"; do
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
    maven clean >"$log" 2>&1 || true # reports of an earlier run would be counted again
    maven --fail-at-end -Dmaven.test.failure.ignore=true verify 2>&1 | tee -- "$log" | show_tests \
        || status=${PIPESTATUS[0]}
    unlock
    local reports=("$home"/*/target/surefire-reports "$home"/*/*/target/surefire-reports)
    summarize "$status" "$log" "${reports[@]/#/=}"
}

# Names and counts what ran, see Summary.java. Fails if a test did.
summarize() { "$java_home/bin/java" "$home/.ci/Summary.java" "$@"; }

# Of all that Maven says: modules, test classes, errors without Maven's advice and stack traces. Line by line, as it comes.
show_tests() {
    grep --line-buffered -E '^\[INFO\] Building Sidecore|Tests run:.* -- in |^\[ERROR\] .' \
        | grep --line-buffered -vE '\sat |Help 1\]|-run Maven|you can resume|<args>|For more' || true
}
