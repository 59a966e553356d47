package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a recording costs: bytes in the file for each sample, and CPU time of the recording and of the reading thread for
 * each, the median of the last 200. Prints a name, a value and a unit to a line. Start it with the flags of
 * {@code ./sidecore}, {@code -XX:TieredStopAtLevel=1} among them, to learn what a user pays.
 */
public final class RecordingBench {

    private static final int SAMPLES = 400;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private RecordingBench() {}

    public static void main(String[] args) throws IOException {
        for (int queues : new int[] {100, 10_000}) {
            measure("busy", new BusyHost(queues, 1.0));
            measure("tenth-busy", new BusyHost(queues, 0.1));
        }
    }

    private static void measure(String name, BusyHost host) throws IOException {
        Path file = Files.createTempFile("sidecore-bench", ".rec");
        Files.delete(file);
        long[] write = new long[SAMPLES];
        try (SampleLogWriter writer = SampleLogWriter.create(file, Recorded.HEADER, Long.MAX_VALUE)) {
            for (int i = 0; i < SAMPLES; i++) {
                HostSample sample = host.next();
                long before = THREADS.getCurrentThreadCpuTime();
                writer.write(sample);
                write[i] = THREADS.getCurrentThreadCpuTime() - before;
            }
        }
        long[] read = new long[SAMPLES];
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            for (int i = 0; i < SAMPLES; i++) {
                long before = THREADS.getCurrentThreadCpuTime();
                reader.next().orElseThrow();
                read[i] = THREADS.getCurrentThreadCpuTime() - before;
            }
        }
        String prefix = "recording_" + host.queues() + "_queues_" + name.replace('-', '_') + "_";
        print(prefix + "sample_size", Files.size(file) / (double) SAMPLES, "bytes");
        print(prefix + "write", median(write) / 1e6, "ms");
        print(prefix + "write_max", Arrays.stream(write).skip(SAMPLES / 2).max().orElse(0) / 1e6, "ms");
        print(prefix + "read", median(read) / 1e6, "ms");
        Files.delete(file);
    }

    private static double median(long[] all) {
        long[] warm = Arrays.copyOfRange(all, SAMPLES / 2, SAMPLES);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static void print(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-50s %12.3f %s%n", name, value, unit);
    }
}
