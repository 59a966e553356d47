# Sourced by ./verify after setup.sh: builds and runs what measures the cost of observing (./verify bench [ROW...]).

# Compiles the generators of events and the benchmark itself, and runs it on the build in use.
run_bench() {
    local into=$state/bench program sources
    mkdir -p -- "$into/classes"
    for program in "$home"/probes/src/bench/*.c; do
        clang -O2 -Wall -Wextra -Werror -pthread -o "$into/$(basename -- "$program" .c)" "$program" \
            || say "a generator cannot be built here; its rows are skipped: $program"
    done
    mapfile -t sources < <(find "$home/collector/src/test/java/io/sidecore/collector/bench" \
        -name '*.java' ! -name '*Test.java' ! -name package-info.java)
    "$java_home/bin/javac" -proc:none -cp "$class_path" -d "$into/classes" "${sources[@]}"
    SIDECORE_BUILD=$build exec "$java_home/bin/java" "${jvm_flags[@]}" -cp "$into/classes:$class_path" \
        io.sidecore.collector.bench.Bench "$into" "$home/sidecore" "$@"
}
