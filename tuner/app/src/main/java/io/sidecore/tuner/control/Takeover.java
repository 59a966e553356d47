package io.sidecore.tuner.control;

import io.sidecore.policies.NanoClock;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.journal.JournalException;
import io.sidecore.tuner.control.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a run does before it steers a backend, if another left a journal where its own shall be: a change of that backend
 * that was not judged is undone, and the journal is kept apart, under the time at which it began.
 */
public final class Takeover {

    private static final String SUFFIX = ".jsonl";

    private final NanoClock clock;
    private final InstantSource timeOfDay;
    private final Consumer<String> tell;

    /** @param tell is given a line for people for each thing that was done */
    public Takeover(NanoClock clock, InstantSource timeOfDay, Consumer<String> tell) {
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.tell = tell;
    }

    /**
     * Leaves no journal at the place.
     *
     * @param file where the run's own journal shall be; ends in {@code .jsonl}
     * @param name of the backend, as journals have it
     * @throws JournalException if there is a file that is no journal, or cannot be kept apart
     */
    public void begin(Path file, String name, Backend backend) {
        List<JournalEntry> earlier = JournalReader.read(file);
        JournalReader.pending(earlier, name).ifPresent(intent -> undo(intent, file, backend));
        if (!earlier.isEmpty()) {
            keepApart(file, earlier.get(0));
        }
    }

    private void undo(JournalEntry.Intent intent, Path file, Backend backend) {
        try (Journal journal = Journal.open(file, clock, timeOfDay, entry -> {})) {
            Undo undone = Recovery.recover(intent, backend, journal);
            tell.accept("an earlier run left a change unjudged, which was undone: " + undone.inWords());
        }
    }

    private void keepApart(Path file, JournalEntry first) {
        String name = file.getFileName().toString();
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        Path apart = file.resolveSibling(stem + "-" + beginning(first) + SUFFIX);
        try {
            Files.move(file, apart);
        } catch (IOException e) {
            throw new JournalException(file + ": an earlier run's journal, cannot be moved to " + apart + ": " + e, e);
        }
        tell.accept("the journal of an earlier run is now " + apart.getFileName());
    }

    /** To the second, as in {@code 20261123T020000Z}; what else a file may say there makes no other name of it. */
    private static String beginning(JournalEntry first) {
        String at =
                first instanceof JournalEntry.Started started ? started.at().replaceAll("[.][0-9]+|[^0-9TZ]", "") : "";
        return at.isEmpty() || at.length() > 40 ? "earlier" : at;
    }
}
