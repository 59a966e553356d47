package io.sidecore.collector.recording;

import io.sidecore.collector.recording.rows.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a file frame by frame, and finds the next one where bytes are damaged. Reads no more than there is. */
final class FrameReader implements AutoCloseable {

    private static final int SCAN_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final RecordingHeader header;
    private final long firstFrame;
    private final Inflater inflater = new Inflater(true);
    private byte[] stored = new byte[0];
    private byte[] payload = new byte[0];
    private long position;

    private FrameReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        byte[] start = new byte[FileHeader.FIXED_BYTES];
        int json = FileHeader.jsonBytes(start, readFully(start, start.length, 0));
        byte[] whole = new byte[FileHeader.FIXED_BYTES + json + FileHeader.CRC_BYTES];
        header = FileHeader.read(whole, readFully(whole, whole.length, 0), json);
        firstFrame = whole.length;
        position = firstFrame;
    }

    /** Opens a recording and reads its header. */
    static FrameReader open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new RecordingException(file + " is no Sidecore recording: it is not a file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FrameReader(file, channel);
        } catch (MalformedException e) {
            channel.close();
            throw new RecordingException(file + " " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What to throw where reading failed. */
    RecordingException failure(IOException e) {
        return new RecordingException(file + ": " + e.getMessage(), e);
    }

    RecordingHeader header() {
        return header;
    }

    /** Where the next frame is looked for. */
    long position() {
        return position;
    }

    void position(long at) {
        position = at;
    }

    long firstFrame() {
        return firstFrame;
    }

    long fileBytes() throws IOException {
        return channel.size();
    }

    /** The header of the frame at {@link #position}, which stays; absent if there is none there, or not all of it. */
    Optional<FrameHeader> peek() throws IOException {
        byte[] bytes = new byte[FrameHeader.BYTES];
        return readFully(bytes, bytes.length, position) < bytes.length
                ? Optional.empty()
                : FrameHeader.read(ByteBuffer.wrap(bytes), 0);
    }

    /** Whether the file holds all of the frame at {@link #position}. */
    boolean isWhole(FrameHeader frame) throws IOException {
        return channel.size() - position - FrameHeader.BYTES >= frame.storedBytes();
    }

    /** Goes to what follows the frame at {@link #position}. */
    void skip(FrameHeader frame) {
        position += FrameHeader.BYTES + (long) frame.storedBytes();
    }

    /**
     * Reads the payload of the frame at {@link #position}, which must be whole, and goes on to what follows.
     *
     * @return the payload's bytes, of which the first {@link FrameHeader#payloadBytes} count; valid until the next call
     * @throws MalformedException if they are damaged
     */
    byte[] payload(FrameHeader frame) throws IOException {
        long at = position + FrameHeader.BYTES;
        skip(frame);
        stored = atLeast(stored, frame.storedBytes());
        if (readFully(stored, frame.storedBytes(), at) < frame.storedBytes()) {
            throw new MalformedException("the file became shorter");
        }
        if (FrameHeader.crc(ByteBuffer.wrap(stored, 0, frame.storedBytes())) != frame.payloadCrc()) {
            throw new MalformedException("its checksum does not match");
        }
        return frame.deflated() ? inflate(frame) : stored;
    }

    private byte[] inflate(FrameHeader frame) {
        payload = atLeast(payload, frame.payloadBytes());
        inflater.reset();
        inflater.setInput(stored, 0, frame.storedBytes());
        try {
            int done = 0;
            int more;
            while ((more = inflater.inflate(payload, done, frame.payloadBytes() - done)) > 0) {
                done += more;
            }
            if (done < frame.payloadBytes() || !endsHere()) {
                throw new MalformedException("it does not inflate to " + frame.payloadBytes() + " bytes");
            }
            return payload;
        } catch (DataFormatException e) {
            throw new MalformedException("it does not inflate: " + e.getMessage());
        }
    }

    /** An inflater with no room left may have the end of its input still to look at. */
    private boolean endsHere() throws DataFormatException {
        return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
    }

    /** Goes to the next frame with a good header behind {@link #position}, or to the file's end. */
    void findFrame() throws IOException {
        ByteBuffer window = ByteBuffer.allocate(SCAN_BYTES);
        for (long from = position + 1; ; from += SCAN_BYTES - FrameHeader.BYTES) {
            int length = readFully(window.array(), SCAN_BYTES, from);
            for (int at = 0; at + FrameHeader.BYTES <= length; at++) {
                if (FrameHeader.read(window, at).isPresent()) {
                    position = from + at;
                    return;
                }
            }
            if (length < SCAN_BYTES) {
                position = Math.max(position, channel.size());
                return;
            }
        }
    }

    private int readFully(byte[] into, int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, at + buffer.position());
        }
        return buffer.position();
    }

    private static byte[] atLeast(byte[] buffer, int bytes) {
        return buffer.length >= bytes ? buffer : Arrays.copyOf(buffer, bytes);
    }

    @Override
    public void close() {
        inflater.end();
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
