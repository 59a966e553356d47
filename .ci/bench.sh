# Sourced by ./verify after setup.sh: builds and runs what measures the cost of observing (./verify bench [ROW...]), and
# the backend beside DPDK's and QEMU's storage daemon (./verify bench backend [ROW...]), and decisions (./verify bench
# decide [ROW...]).

# Compiles the generators of events and the benchmark itself, and runs it on the build in use.
run_bench() {
    local into=$state/bench tests=$home/collector/src/test/java/io/sidecore/collector program sources
    mkdir -p -- "$into/classes"
    for program in "$home"/probes/src/bench/{switches,kicks}.c; do
        clang -O2 -Wall -Wextra -Werror -pthread -o "$into/$(basename -- "$program" .c)" "$program" \
            || say "a generator cannot be built here; its rows are skipped: $program"
    done
    clang -target bpf -mcpu=v3 -g -O2 -Wall -Werror -I "$home/probes/src/main/bpf" \
        -c "$home/probes/src/bench/empty.bpf.c" -o "$into/empty.bpf.o"
    mapfile -t sources < <(find "$tests/bench" "$tests"/probe/MadeUp*.java \
        -name '*.java' ! -name '*Test.java' ! -name package-info.java)
    "$java_home/bin/javac" -proc:none -cp "$class_path" -d "$into/classes" "${sources[@]}"
    SIDECORE_BUILD=$build exec "$java_home/bin/java" "${jvm_flags[@]}" -cp "$into/classes:$class_path" \
        io.sidecore.collector.bench.Bench "$into" "$home/sidecore" "$@"
}

# Huge pages that DPDK needs, as both sides of a pair, and two frontends, are there at once.
bench_pages=700

# Compiles the measurement of the backend, and runs it on the build in use.
run_backend_bench() {
    local into=$state/bench-backend sources=$home/tuner/vhostuser/src/test/java pages status=0
    have dpdk-testpmd || die "dpdk-testpmd is not here: ./verify installs it (Debian package dpdk-dev)"
    have qemu-storage-daemon \
        || die "qemu-storage-daemon is not here: ./verify installs it (Debian package qemu-system-common)"
    ((EUID == 0)) || die "DPDK needs huge pages, and setting some aside needs root: run this as root"
    rm -rf -- "$into" && mkdir -p -- "$into/classes" "$into/runs"
    "$java_home/bin/javac" -proc:none -implicit:class -cp "$class_path" -sourcepath "$sources" -d "$into/classes" \
        "$sources/io/sidecore/vhostuser/bench/BackendBench.java"
    pages=$(</proc/sys/vm/nr_hugepages)
    ((pages >= bench_pages)) || echo "$bench_pages" >/proc/sys/vm/nr_hugepages
    SIDECORE_BUILD=$build taskset -c 1 "$java_home/bin/java" "${jvm_flags[@]}" -cp "$into/classes:$class_path" \
        io.sidecore.vhostuser.bench.BackendBench "$home/sidecore" "$into/runs" "$@" || status=$?
    echo "$pages" >/proc/sys/vm/nr_hugepages
    return "$status"
}

# Compiles the measurement of plans and decisions, and runs it on the build in use.
run_decide_bench() {
    local into=$state/bench-decide policies=$home/policies/src/test/java tuner=$home/tuner/app/src/test/java
    rm -rf -- "$into" && mkdir -p -- "$into"
    "$java_home/bin/javac" -proc:none -implicit:class -cp "$class_path" -sourcepath "$policies:$tuner" -d "$into" \
        "$policies/io/sidecore/policies/bench/PlanBench.java" "$tuner/io/sidecore/tuner/bench/DecideBench.java"
    if (($# == 0)) || [[ $1 == plan ]]; then
        "$java_home/bin/java" "${jvm_flags[@]}" -cp "$into:$class_path" io.sidecore.policies.bench.PlanBench "${@:2}"
        (($# == 0)) || return 0
    fi
    "$java_home/bin/java" "${jvm_flags[@]}" -cp "$into:$class_path" io.sidecore.tuner.bench.DecideBench "$@"
}
