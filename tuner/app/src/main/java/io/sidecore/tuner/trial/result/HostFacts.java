package io.sidecore.tuner.trial.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a trial ran on.
 *
 * @param kernel its release
 * @param cpuModel as the kernel calls it
 * @param cpus how many CPUs the trial could use
 * @param java version of the JVM
 * @param sidecore version of Sidecore
 */
public record HostFacts(String kernel, String cpuModel, int cpus, String java, String sidecore) {

    private static final String UNKNOWN = "CPU of unknown model";

    public HostFacts {
        if (cpus < 1) {
            throw new IllegalArgumentException("a machine has at least 1 CPU: " + cpus);
        }
    }

    /**
     * This machine and JVM.
     *
     * @param procRoot {@code /proc}
     * @param sidecore version of Sidecore
     */
    public static HostFacts ofThisMachine(Path procRoot, String sidecore) {
        return new HostFacts(
                System.getProperty("os.version"),
                cpuModel(procRoot),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                sidecore);
    }

    private static String cpuModel(Path procRoot) {
        try (Stream<String> lines = Files.lines(procRoot.resolve("cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN); // not every architecture has the line
        } catch (IOException | UncheckedIOException e) {
            return UNKNOWN;
        }
    }
}
