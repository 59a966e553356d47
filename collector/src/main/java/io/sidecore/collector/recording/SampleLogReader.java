package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.recording.rows.MalformedException;
import io.sidecore.collector.recording.rows.PackedInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a recording: equal to those that were written, and with one inventory object for as long as nothing
 * changed.
 *
 * <p>What cannot be read is passed over and told by {@link #damages}, {@link #lostSamples} and {@link #ending}. A file that
 * is no recording, or whose header is damaged, is refused when it is opened.
 */
public final class SampleLogReader implements HostSampleSource {

    /** Of more than that only the number is told. */
    private static final int MAX_DAMAGES = 20;

    private final FrameReader frames;
    private final SampleDecoder decoder = new SampleDecoder();
    private final List<Damage> damages = new ArrayList<>();
    private boolean inStep;
    private long nextSequence;
    private long seenSequences;
    private long samples;
    private long lost;
    private long damageCount;
    private Optional<Ending> ending = Optional.empty();

    private SampleLogReader(FrameReader frames) {
        this.frames = frames;
    }

    /**
     * Opens a recording.
     *
     * @throws RecordingException if it is none, or none that this version reads
     * @throws IOException if the file cannot be read
     */
    public static SampleLogReader open(Path file) throws IOException {
        return new SampleLogReader(FrameReader.open(file));
    }

    public RecordingHeader header() {
        return frames.header();
    }

    /** Parts that could not be read so far, the first 20 of them; a torn end is told by {@link #ending}. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }

    /** How many parts could not be read so far. */
    public long damageCount() {
        return damageCount;
    }

    /** Samples that the recording has, or should have, between and behind those that {@link #next} gave. */
    public long lostSamples() {
        return lost;
    }

    /** How the recording ends; absent as long as {@link #next} has not come there. */
    public Optional<Ending> ending() {
        return ending;
    }

    /** What the recording covers, without reading the samples; absent if it has none. */
    public Optional<Span> span() {
        return span(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The same of the samples between two times of day, both included. */
    public Optional<Span> span(long fromEpochMillis, long toEpochMillis) {
        return FrameIndex.span(frames, fromEpochMillis, toEpochMillis);
    }

    /**
     * Goes forward to the last key frame from which every sample at or after a time of day can be read; {@link #next} may
     * give a few earlier ones first. To be called before the first {@link #next}.
     */
    public void skipTo(long epochMillis) {
        FrameIndex.keyFrameBefore(frames, epochMillis).ifPresent(key -> {
            frames.position(key.at());
            nextSequence = key.sequence();
        });
    }

    @Override
    public Optional<HostSample> next() {
        try {
            Optional<HostSample> sample = Optional.empty();
            while (sample.isEmpty() && ending.isEmpty()) {
                sample = step();
            }
            return sample;
        } catch (IOException e) {
            throw frames.failure(e);
        }
    }

    /** Looks at one frame. Absent: it gave no sample. */
    private Optional<HostSample> step() throws IOException {
        long at = frames.position();
        Optional<FrameHeader> found = frames.peek();
        if (found.isEmpty() || !frames.isWhole(found.get())) {
            noFrame(at);
            return Optional.empty();
        }
        FrameHeader frame = found.get();
        seenSequences = Math.max(seenSequences, frame.kind() == FrameHeader.Kind.END ? 0 : frame.sequence() + 1L);
        if (frame.kind() == FrameHeader.Kind.END) {
            frames.skip(frame);
            lost += Math.max(0, frame.sequence() - nextSequence);
            end(true, rest(frames.fileBytes() - frames.position()));
            return Optional.empty();
        }
        if (frame.kind() == FrameHeader.Kind.DELTA && (!inStep || frame.sequence() != nextSequence)) {
            frames.skip(frame); // it builds on a frame that we do not have
            inStep = false;
            return Optional.empty();
        }
        return sample(frame, at);
    }

    private Optional<HostSample> sample(FrameHeader frame, long at) throws IOException {
        try {
            byte[] payload = frames.payload(frame);
            HostSample sample = decoder.decode(frame, new PackedInput(payload, frame.payloadBytes()));
            lost += Math.max(0, frame.sequence() - nextSequence);
            inStep = true;
            nextSequence = frame.sequence() + 1L;
            samples++;
            return Optional.of(sample);
        } catch (MalformedException e) {
            damaged(at, "a damaged sample: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What is at a place is no frame, or not all of one: goes to the next, if there is one. */
    private void noFrame(long at) throws IOException {
        long fileBytes = frames.fileBytes();
        if (at < fileBytes) {
            frames.findFrame();
        }
        if (frames.position() < fileBytes) {
            damaged(at, "no readable frame");
            return;
        }
        lost += Math.max(0, seenSequences - nextSequence);
        end(
                false,
                at >= fileBytes
                        ? "recording has no end: it was cut off, or is still being recorded; its " + samples
                                + " samples are good"
                        : "recording ends in the middle of a frame at byte " + at + "; " + samples
                                + " samples before it are good");
    }

    private static String rest(long bytes) {
        return bytes <= 0
                ? "recording is complete"
                : "recording is complete; " + bytes + " bytes behind its end ignored";
    }

    private void end(boolean orderly, String what) {
        ending = Optional.of(new Ending(orderly, what));
    }

    private void damaged(long at, String what) {
        inStep = false;
        damageCount++;
        if (damages.size() < MAX_DAMAGES) {
            damages.add(new Damage(at, frames.position(), what));
        }
    }

    @Override
    public void close() {
        frames.close();
    }
}
