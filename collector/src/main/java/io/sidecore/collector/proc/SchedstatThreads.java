package io.sidecore.collector.proc;

import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.ThreadTimesSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Thread times by {@code /proc/TID/schedstat}, where BPF is not to be had: sums only, and no better than
 * {@link Schedstat} says.
 *
 * <p>The files stay open. That saves most of the cost of a read, and a file goes on to mean the thread that it was opened
 * for, even if its number is given to another.
 */
public final class SchedstatThreads implements ThreadTimesSource {

    private static final int MAX_BYTES = 128;

    private final HostFiles files;
    private final Map<Integer, FileChannel> open = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);

    public SchedstatThreads(HostFiles files) {
        this.files = files;
    }

    @Override
    public void watch(Set<Integer> tids) {
        Iterator<Map.Entry<Integer, FileChannel>> entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Integer, FileChannel> entry = entries.next();
            if (!tids.contains(entry.getKey())) {
                close(entry.getValue());
                entries.remove();
            }
        }
        for (int tid : tids) {
            if (!open.containsKey(tid)) {
                open(tid);
            }
        }
    }

    private void open(int tid) {
        try {
            open.put(tid, FileChannel.open(files.path("proc/" + tid + "/schedstat"), StandardOpenOption.READ));
        } catch (IOException e) {
            // The thread has ended, or the kernel keeps no such file: read() says absent.
            open.remove(tid);
        }
    }

    @Override
    public Optional<ThreadTimes> read(int tid, long atNanos) {
        FileChannel channel = open.get(tid);
        if (channel == null) {
            return Optional.empty();
        }
        try {
            buffer.clear();
            int bytes = channel.read(buffer, 0);
            if (bytes <= 0) {
                return Optional.empty();
            }
            return Optional.of(
                    times(Schedstat.parse(new String(buffer.array(), 0, bytes, StandardCharsets.ISO_8859_1))));
        } catch (IOException e) {
            return Optional.empty(); // ESRCH: the thread has ended
        }
    }

    private static ThreadTimes times(Schedstat stat) {
        return new ThreadTimes(
                ThreadTimes.Source.SCHEDSTAT,
                stat.runNanos(),
                stat.runDelayNanos(),
                stat.slices(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    @Override
    public ThreadTimes.Source source() {
        return ThreadTimes.Source.SCHEDSTAT;
    }

    @Override
    public void close() {
        open.values().forEach(SchedstatThreads::close);
        open.clear();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a schedstat", e);
        }
    }
}
