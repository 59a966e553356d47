package io.sidecore.collector.recording;

import java.io.IOException;
import java.util.Optional;

/** What the headers of a recording's frames tell, without their payloads. Leaves the reader where it was. */
final class FrameIndex {

    /**
     * A key frame.
     *
     * @param at where it is in the file
     * @param sequence which sample it holds
     */
    record Key(long at, long sequence) {}

    /** Is shown each frame of a sample; says whether to go on. */
    private interface Visitor {
        boolean visit(long at, FrameHeader frame);
    }

    private FrameIndex() {}

    /** Of the samples between two times of day, both included. */
    static Optional<Span> span(FrameReader frames, long fromEpochMillis, long toEpochMillis) {
        Spanned spanned = new Spanned(fromEpochMillis, toEpochMillis);
        walk(frames, spanned);
        return spanned.span();
    }

    /** The last key frame before any sample at or after a time of day. */
    static Optional<Key> keyFrameBefore(FrameReader frames, long epochMillis) {
        LastKey last = new LastKey(epochMillis);
        walk(frames, last);
        return last.key;
    }

    private static void walk(FrameReader frames, Visitor visitor) {
        long back = frames.position();
        try {
            frames.position(frames.firstFrame());
            boolean more = true;
            while (more && frames.position() < frames.fileBytes()) {
                more = step(frames, visitor);
            }
        } catch (IOException e) {
            throw frames.failure(e);
        } finally {
            frames.position(back);
        }
    }

    private static boolean step(FrameReader frames, Visitor visitor) throws IOException {
        Optional<FrameHeader> frame = frames.peek();
        if (frame.isEmpty() || !frames.isWhole(frame.get())) {
            frames.findFrame();
            return true;
        }
        long at = frames.position();
        frames.skip(frame.get());
        return frame.get().kind() != FrameHeader.Kind.END && visitor.visit(at, frame.get());
    }

    private static final class Spanned implements Visitor {

        private final long from;
        private final long to;
        private Optional<FrameHeader> first = Optional.empty();
        private Optional<FrameHeader> last = Optional.empty();
        private long samples;

        Spanned(long from, long to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public boolean visit(long at, FrameHeader frame) {
            if (frame.atEpochMillis() >= from && frame.atEpochMillis() <= to) {
                first = first.or(() -> Optional.of(frame));
                last = Optional.of(frame);
                samples++;
            }
            return true;
        }

        Optional<Span> span() {
            return first.map(one -> new Span(
                    samples,
                    one.atEpochMillis(),
                    last.orElse(one).atEpochMillis(),
                    last.orElse(one).atNanos() - one.atNanos()));
        }
    }

    private static final class LastKey implements Visitor {

        private final long epochMillis;
        private Optional<Key> key = Optional.empty();

        LastKey(long epochMillis) {
            this.epochMillis = epochMillis;
        }

        @Override
        public boolean visit(long at, FrameHeader frame) {
            boolean isKey = frame.kind() == FrameHeader.Kind.KEY;
            if (isKey && (key.isEmpty() || frame.atEpochMillis() <= epochMillis)) {
                key = Optional.of(new Key(at, frame.sequence()));
            }
            return frame.atEpochMillis() < epochMillis;
        }
    }
}
