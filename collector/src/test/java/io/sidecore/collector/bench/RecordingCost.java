package io.sidecore.collector.bench;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.collector.recording.SampleLogWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recording costs for each sample of a host on which every virtqueue is busy.
 *
 * @param bytes in the file, key frames included
 * @param write CPU time of the thread that records, ms
 * @param read CPU time of the thread that replays, ms
 */
record RecordingCost(double bytes, Quartiles write, Quartiles read) {

    /** The first half, in which the JVM warms up, does not count. */
    private static final int SAMPLES = 400;

    private static final RecordingHeader HEADER =
            new RecordingHeader("bench", "bench", "none", "none", 0, 1_000_000_000L, RecordingHeader.USER_HZ);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static RecordingCost measure(int queues) throws SkippedException {
        try {
            Path directory = Files.createTempDirectory("sidecore-bench");
            Path file = directory.resolve("recording");
            try {
                Quartiles write = write(new BusyHost(queues, 1.0), file);
                return new RecordingCost(Files.size(file) / (double) SAMPLES, write, read(file));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new SkippedException(e.toString());
        }
    }

    private static Quartiles write(BusyHost host, Path file) throws IOException {
        List<Double> millis = new ArrayList<>();
        try (SampleLogWriter writer = SampleLogWriter.create(file, HEADER, Long.MAX_VALUE)) {
            for (int i = 0; i < SAMPLES; i++) {
                HostSample sample = host.next();
                long before = THREADS.getCurrentThreadCpuTime();
                writer.write(sample);
                millis.add((THREADS.getCurrentThreadCpuTime() - before) / 1e6);
            }
        }
        return Quartiles.of(millis.subList(SAMPLES / 2, SAMPLES));
    }

    private static Quartiles read(Path file) throws IOException {
        List<Double> millis = new ArrayList<>();
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            for (int i = 0; i < SAMPLES; i++) {
                long before = THREADS.getCurrentThreadCpuTime();
                if (reader.next().isEmpty()) {
                    throw new IllegalStateException("the recording ends early");
                }
                millis.add((THREADS.getCurrentThreadCpuTime() - before) / 1e6);
            }
        }
        return Quartiles.of(millis.subList(SAMPLES / 2, SAMPLES));
    }
}
