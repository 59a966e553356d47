package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.recording.rows.MalformedException;
import io.sidecore.collector.recording.rows.PackedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Writes a recording. Each sample is handed to the kernel, whole, before {@link #write} returns: a process that is killed
 * loses nothing. The disk is waited for with every key frame, once in {@value #KEY_EVERY} samples, and at the end: a host
 * that loses its power loses at most what came since. To wait more often would disturb the host that is watched.
 */
public final class SampleLogWriter implements AutoCloseable {

    /** Samples from one key frame to the next: what a damaged frame costs at most. */
    public static final int KEY_EVERY = 60;

    private final LogFile file;
    private final long maxBytes;
    private final SampleEncoder encoder = new SampleEncoder();
    private final PackedOutput payload = new PackedOutput();
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private ByteBuffer frame = ByteBuffer.allocate(1 << 16);
    private long bytes;
    private int samples;
    private int sinceKey;
    private long lastNanos;
    private long lastEpochMillis;
    private boolean failed;

    SampleLogWriter(LogFile file, RecordingHeader header, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        append(FileHeader.write(header));
    }

    /**
     * Begins a recording in a new file.
     *
     * @param maxBytes how large the file may grow
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file: nothing is overwritten
     */
    public static SampleLogWriter create(Path path, RecordingHeader header, long maxBytes) throws IOException {
        LogFile file = LogFile.create(path);
        try {
            return new SampleLogWriter(file, header, maxBytes);
        } catch (IOException | RuntimeException e) {
            file.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Size of the file. */
    public long bytes() {
        return bytes;
    }

    /** How many samples it holds. */
    public int samples() {
        return samples;
    }

    /**
     * Adds a sample.
     *
     * @return false if the file would grow too large; then nothing was written
     * @throws IOException if it could not be written; the file ends behind the sample before it, and takes no more
     */
    public boolean write(HostSample sample) throws IOException {
        if (failed) {
            throw new IOException("the recording ended with an error before");
        }
        boolean key = encoder.wantsKey() || sinceKey >= KEY_EVERY;
        try {
            encoder.encode(sample, key, payload);
        } catch (MalformedException e) {
            encoder.forget();
            throw new IOException("the sample does not fit in a recording: " + e.getMessage(), e);
        }
        prepare(key ? FrameHeader.Kind.KEY : FrameHeader.Kind.DELTA, sample.atNanos(), sample.atEpochMillis());
        if (bytes + frame.remaining() + FrameHeader.BYTES > maxBytes) {
            encoder.forget();
            return false;
        }
        append(frame);
        sinceKey = key ? 1 : sinceKey + 1;
        samples++;
        lastNanos = sample.atNanos();
        lastEpochMillis = sample.atEpochMillis();
        if (key) {
            file.force();
        }
        return true;
    }

    /** Ends the recording in order, unless it failed before, and closes the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            if (!failed) {
                payload.clear();
                prepare(FrameHeader.Kind.END, lastNanos, lastEpochMillis);
                append(frame);
                file.force();
            }
        } finally {
            deflater.end();
        }
    }

    /**
     * Makes the frame of the payload. Key frames are deflated, where that makes them shorter: by a third, once in {@value
     * #KEY_EVERY} samples. Delta frames hold small differences and no texts, and would shrink by a quarter for twice the
     * CPU time of all else.
     */
    private void prepare(FrameHeader.Kind kind, long atNanos, long atEpochMillis) throws IOException {
        int plain = payload.size();
        if (plain > FrameHeader.MAX_PAYLOAD_BYTES) {
            encoder.forget();
            throw new IOException("the sample does not fit in a recording: it has " + plain + " bytes");
        }
        reserve(FrameHeader.BYTES + plain);
        int deflated = kind == FrameHeader.Kind.KEY ? deflate() : plain;
        int stored = Math.min(plain, deflated);
        if (stored == plain) {
            payload.view().get(frame.array(), FrameHeader.BYTES, plain);
        }
        int crc = FrameHeader.crc(ByteBuffer.wrap(frame.array(), FrameHeader.BYTES, stored));
        frame.clear();
        new FrameHeader(kind, stored < plain, samples, stored, plain, atNanos, atEpochMillis, crc).write(frame);
        frame.position(0).limit(FrameHeader.BYTES + stored);
    }

    /** Puts the deflated payload behind the place of the frame's header; returns its size, or the payload's if that is less. */
    private int deflate() {
        deflater.reset();
        deflater.setInput(payload.view());
        deflater.finish();
        int deflated = deflater.deflate(frame.array(), FrameHeader.BYTES, payload.size());
        return deflater.finished() ? deflated : payload.size();
    }

    private void reserve(int wanted) {
        if (frame.capacity() < wanted) {
            frame = ByteBuffer.wrap(Arrays.copyOf(frame.array(), Math.max(2 * frame.capacity(), wanted)));
        }
    }

    /** All or nothing: what a full disk took of a frame is cut off again. */
    private void append(ByteBuffer buffer) throws IOException {
        int length = buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            bytes += length;
        } catch (IOException e) {
            failed = true;
            try {
                file.truncate(bytes);
            } catch (IOException second) {
                e.addSuppressed(second); // a reader finds the torn frame, and what is before it is good all the same
            }
            throw e;
        }
    }
}
