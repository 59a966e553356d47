package io.sidecore.tuner.control.journal;

import io.sidecore.policies.Decision;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.judge.Judgement;
import io.sidecore.tuner.control.judge.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the journal: one JSON object to a line, appended. An intent is on disk before its change is made, so that a
 * crash between the two leaves a trace. A hold is written only when its reason differs by more than numbers.
 */
public final class Journal implements AutoCloseable {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Path file;
    private final FileChannel channel;
    private final NanoClock clock;
    private final InstantSource timeOfDay;
    private final Consumer<JournalEntry> listener;
    private final long openedNanos;
    private final String run;
    private int changes;
    private String lastHold = "";

    private Journal(
            Path file, FileChannel channel, NanoClock clock, InstantSource timeOfDay, Consumer<JournalEntry> listener) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.listener = listener;
        this.openedNanos = clock.nanoTime();
        this.run = Long.toString(timeOfDay.millis(), Character.MAX_RADIX);
    }

    /**
     * Opens a file for appending.
     *
     * @param timeOfDay for people, and to tell runs apart
     * @param listener is told of each entry after it was written
     */
    public static Journal open(Path file, NanoClock clock, InstantSource timeOfDay, Consumer<JournalEntry> listener) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            dropCutLine(channel);
            return new Journal(file, channel, clock, timeOfDay, listener);
        } catch (IOException e) {
            throw new JournalException(file + ": cannot be opened as a journal: " + e, e);
        }
    }

    /** A crash may have cut the last line short; the next entry must not continue it. */
    private static void dropCutLine(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (end > 0 && channel.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
            end--;
        }
        channel.truncate(end).position(end);
    }

    public void started(String policy, String backend) {
        append(new JournalEntry.Started(t(), timeOfDay.instant().toString(), policy, backend));
    }

    /**
     * Nothing is done.
     *
     * @param besides how things are, in words; no reason to write the hold again
     */
    public void held(Decision.Hold decision, List<String> besides) {
        String kind = decision.reason().text().replaceAll("[-+]?[0-9]+([.][0-9]+)?", "#");
        if (!kind.equals(lastHold)) {
            lastHold = kind;
            Reason reason = Reason.of(withMore(decision.reason().text(), besides));
            append(new JournalEntry.Held(t(), new Decision.Hold(reason)));
        }
    }

    /** For a change that is considered: its entries carry it. */
    public String newId() {
        changes++;
        return run + "-" + changes;
    }

    /** The change will not be made. */
    public void vetoed(String id, Decision decision, boolean answered, Refusal refusal) {
        lastHold = "";
        double holdsSeconds = refusal.holds().toMillis() / 1000.0;
        append(new JournalEntry.Vetoed(t(), id, decision, answered, refusal.reason(), holdsSeconds));
    }

    /** Returns when the intent is on disk. */
    public void intent(String id, Decision decision, Undo undo, Placement before) {
        lastHold = "";
        append(new JournalEntry.Intent(t(), id, decision, undo.inWords(), before));
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new JournalException(file + ": cannot be written to disk: " + e.getMessage(), e);
        }
    }

    /**
     * For a change that was judged.
     *
     * @param besides what else became of it, in words
     */
    public void judged(String intent, Judgement judgement, List<String> besides) {
        String text =
                Stream.concat(Stream.of(judgement.toString()), besides.stream()).collect(Collectors.joining("; "));
        append(new JournalEntry.Result(t(), intent, judgement.verdict(), text, judgement));
    }

    /** For a change that was not judged. */
    public void settled(String intent, Verdict verdict, String why) {
        append(new JournalEntry.Result(t(), intent, verdict, verdict + ": " + why, Judgement.none()));
    }

    private static String withMore(String text, List<String> besides) {
        return Stream.concat(Stream.of(text), besides.stream()).collect(Collectors.joining("; "));
    }

    private double t() {
        return Math.round((clock.nanoTime() - openedNanos) / NANOS_PER_SECOND * 1000) / 1000.0;
    }

    private void append(JournalEntry entry) {
        ByteBuffer line = ByteBuffer.wrap((JournalFormat.write(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new JournalException(file + ": cannot be written: " + e.getMessage(), e);
        }
        listener.accept(entry);
    }

    @Override
    public void close() {
        try {
            channel.force(false);
            channel.close();
        } catch (IOException e) {
            throw new JournalException(file + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
