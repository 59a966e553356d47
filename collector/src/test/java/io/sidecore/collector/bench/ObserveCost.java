package io.sidecore.collector.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link ObserveMany} takes.
 *
 * @param cpuPercent of one CPU
 * @param residentMib of memory
 */
record ObserveCost(double cpuPercent, double residentMib) {

    /** As {@code sidecore} has it for its commands that observe. */
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmn12m",
            "-XX:SurvivorRatio=2",
            "-Xms20m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=16m",
            "-Djnr.ffi.asm.enabled=false",
            "-Djnr.ffi.x86asm.enabled=false");

    static ObserveCost measure() throws SkippedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ObserveMany.class.getName()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            String[] words = output.split(" ", -1);
            if (process.waitFor() != 0 || words.length != 2) {
                throw new SkippedException("it fails: " + output);
            }
            return new ObserveCost(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
        } catch (IOException | InterruptedException e) {
            throw new SkippedException(e.toString());
        }
    }
}
