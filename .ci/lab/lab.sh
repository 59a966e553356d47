# Sourced by ./verify lab after tests.sh: boots kernels under emulation, and runs there the tests that need real vhost
# workers and KVM guests.

lab=$state/lab
. "$home/.ci/lab/kernels.sh"
. "$home/.ci/lab/initramfs.sh"
. "$home/.ci/lab/results.sh"

# Debian packages without which no kernel boots.
lab_packages=(qemu-system-x86 busybox-static xz-utils debian-archive-keyring)

# How long the tests of one machine may take; an idle machine with two processors needs a fraction of it.
limit_seconds=1800

# Each kernel is booted twice: "workers" has two processors, for tests that pin and compete; "guests" has one, for nested
# guests. QEMU 7.2 delivers an interrupt that was injected into a nested guest a second time if the thread that emulates the
# processors is called for another of them meanwhile (helper_vmrun leaves exception_index set): such a guest then waits for
# a lock that it holds itself. Seen in about every second start with two processors, and in none of eight with one.
machines=(workers guests)

# What nested guests boot; newer kernels panic on the emulated processor.
nested_kernel=6.1-cloud

run_lab() {
    local kernels=("$@") kernel machine log=$state/lab.log status=0 cannot=0 why reports=()
    ((${#kernels[@]})) || read -ra kernels <<<"${SIDECORE_LAB_KERNELS:-6.1 6.12}"
    for kernel in "${kernels[@]}"; do
        [[ $kernel =~ ^[0-9]+(\.[0-9]+)+$ ]] || usage "'$kernel' is no kernel version such as 6.12"
    done
    install_for_tests "${lab_packages[@]}"
    is_built || set_up
    lock # nobody shall build or clean meanwhile
    rm -rf -- "$lab/runs"
    mkdir -p -- "$lab/bin"
    why=$(has_all && prepare_nested_guest) || cannot=$?
    if ((cannot)); then
        for kernel in "${kernels[@]}"; do cannot_boot "$kernel" "$cannot" "$why"; done
        : >"$log"
    elif build_for_lab >"$log" 2>&1; then
        run_kernels "${kernels[@]}"
    else
        status=1
    fi
    unlock
    for kernel in "${kernels[@]}"; do
        for machine in "${machines[@]}"; do reports+=("$kernel=$lab/runs/$kernel/$machine/reports"); done
    done
    summarize "$status" "$log" "${reports[@]}"
}

# Whether this machine has what a kernel of the lab boots with; else prints what it lacks.
has_all() {
    local program
    [[ $(uname -m) == x86_64 ]] || {
        echo "the lab boots x86-64 kernels on the root of an x86-64 machine, and this is $(uname -m)"
        return 1
    }
    for program in qemu-system-x86_64:qemu-system-x86 busybox:busybox-static xz:xz-utils; do
        have "${program%:*}" || {
            echo "no ${program%:*} here to boot kernels with (package ${program#*:})"
            return 1
        }
    done
}

# cannot_boot KERNEL STATUS REASON: what fetch_kernel could not get is skipped, and what Debian does not have is a failure,
# lest the lab ends unnoticed on the day that Debian drops a kernel.
cannot_boot() {
    if (($2 == 2)); then failed "$lab/runs/$1/workers" boots "$3"; else skipped "$lab/runs/$1/workers" boots "$3"; fi \
        | show_results "$1"
}

# What is slow inside is done outside: the generator and the tests are compiled, and the tests' class path is found.
build_for_lab() {
    clang -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -o "$lab/bin/guest" "$home"/.ci/lab/guest/*.c \
        && maven -Dchecks=off -Plab test-compile
}

# What a nested guest boots from: $lab/nested/{vmlinuz,nested.cpio}. Prints the reason, and fails, if it cannot be had.
prepare_nested_guest() {
    local directory
    fetch_kernel "$nested_kernel" || return
    directory=$(kernel_directory "$nested_kernel")
    build_initramfs "$directory" "$directory/nested.cpio" "$home/.ci/lab/nested" "guest: virtio_pci virtio_net" 2>&1 \
        || return
    ln -sfn -- "$directory" "$lab/nested"
}

# Several at once, as each has but one thread of emulation. In process groups of their own, so that they can be stopped.
run_kernels() {
    local kernel machine cannot why at_once
    at_once=$(kernels_at_once)
    trap stop_kernels EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    set -m
    for kernel in "$@"; do
        cannot=0
        why=$(fetch_kernel "$kernel") || cannot=$?
        if ((cannot)); then
            cannot_boot "$kernel" "$cannot" "$why"
            continue
        fi
        for machine in "${machines[@]}"; do
            while (($(jobs -rp | wc -l) >= at_once)); do
                wait -n || true
            done
            run_machine "$kernel" "$machine" &
        done
    done
    wait
    set +m
    trap - EXIT INT TERM
}

# As many as there are processors, and memory for.
kernels_at_once() {
    local processors memory
    processors=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1024 / 5120) }' /proc/meminfo)
    echo $((memory < 1 ? 1 : memory < processors ? memory : processors))
}

stop_kernels() {
    local job
    for job in $(jobs -rp); do
        kill -- "-$job" 2>/dev/null || true
    done
}

# run_machine KERNEL MACHINE: boots a kernel that is here, and runs all there is to run on that machine; the results are in
# $lab/runs/KERNEL/MACHINE/reports.
run_machine() {
    local kernel=$1 machine=$2 share=$lab/runs/$1/$2 processors=2 status=0
    [[ $machine != guests ]] || processors=1
    mkdir -p -- "$share"
    say "Linux $kernel: booting for $machine under emulation (log: $share/log)"
    "$home/.ci/lab/boot" -t "$limit_seconds" -c "$processors" -o "$share" "$kernel" "exec .ci/lab/inside $machine" 2>&1 \
        | tee -- "$share/log" | show_results "$kernel" || status=${PIPESTATUS[0]}
    judge_boot "$share" "$status" | show_results "$kernel"
}

# judge_boot SHARE STATUS: whether the kernel booted, and whether all was run there; tests have results of their own.
judge_boot() {
    if [[ ! -e $1/ready ]]; then
        failed "$1" boots "$(tail -n 1 -- "$1/log")"
        return
    fi
    passed "$1" boots
    if (($2)); then
        failed "$1" ends "status $2; its last words: $(tail -n 1 -- "$1/log") (log: $1/log)"
    else
        passed "$1" ends
    fi
}

# Of all that is said inside: one line for each test, as it ends.
show_results() {
    sed -u -nE -e "s/^(passed|failed|skipped): /$1: \1: /p" \
        -e "s/^JUnit Jupiter > (.*) :: (SUCCESSFUL|FAILED|ABORTED|SKIPPED).*/$1: \L\2\E: \1/p"
}
