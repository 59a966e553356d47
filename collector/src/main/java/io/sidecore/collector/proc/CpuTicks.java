package io.sidecore.collector.proc;

import io.sidecore.collector.host.CpuSample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lines of {@code /proc/stat} that follow its first: what each online CPU did. */
public final class CpuTicks {

    private static final Pattern CPU = Pattern.compile("cpu[0-9]{1,5} [0-9 ]*");

    /** cpuN user nice system idle iowait irq softirq steal guest guest_nice. */
    private static final int WORDS = 11;

    private CpuTicks() {}

    /** By number; empty if the file may not be read. */
    public static List<CpuSample> read(HostFiles files) {
        List<CpuSample> cpus = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(files.path("proc/stat"), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            while (line != null && line.startsWith("cpu")) { // the line of interrupts is long, and not wanted
                parse(line).ifPresent(cpus::add);
                line = reader.readLine();
            }
        } catch (IOException e) {
            return List.of();
        }
        return cpus;
    }

    private static Optional<CpuSample> parse(String line) {
        String[] words = line.split(" ", -1);
        if (!CPU.matcher(line).matches() || words.length < WORDS) {
            return Optional.empty();
        }
        try {
            long[] ticks = new long[WORDS];
            for (int i = 1; i < WORDS; i++) {
                ticks[i] = Long.parseLong(words[i]);
            }
            return Optional.of(new CpuSample(
                    Integer.parseInt(words[0].substring("cpu".length())),
                    ticks[1] + ticks[2],
                    ticks[3],
                    ticks[4] + ticks[5],
                    ticks[6],
                    ticks[7],
                    ticks[8],
                    ticks[9] + ticks[10]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
