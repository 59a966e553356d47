# Sourced by ./verify after setup.sh: builds and runs what measures the cost of observing (./verify bench [ROW...]).

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
