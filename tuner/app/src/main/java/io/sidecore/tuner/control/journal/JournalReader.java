package io.sidecore.tuner.control.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a journal back. */
public final class JournalReader {

    private JournalReader() {}

    /**
     * All entries, oldest first; none if there is no such file. A last line that is cut short, as a crash leaves it, is
     * left out.
     *
     * @throws JournalException if it cannot be read, or any other line is no entry
     */
    public static List<JournalEntry> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            List<String> lines = text.lines().toList();
            boolean cutShort = !text.isEmpty() && !text.endsWith("\n");
            return parse(file, cutShort ? lines.subList(0, lines.size() - 1) : lines);
        } catch (IOException e) {
            throw new JournalException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<JournalEntry> parse(Path file, List<String> lines) {
        List<JournalEntry> entries = new ArrayList<>();
        for (String line : lines) {
            try {
                entries.add(JournalFormat.read(line));
            } catch (JsonProcessingException e) {
                throw new JournalException(
                        file + ": line " + (entries.size() + 1) + " is no journal entry: " + e.getOriginalMessage(), e);
            }
        }
        return entries;
    }

    /**
     * The change that the last run made and never judged, if there is one and that run steered the backend of this name.
     */
    public static Optional<JournalEntry.Intent> pending(List<JournalEntry> entries, String backend) {
        Optional<JournalEntry.Intent> pending = Optional.empty();
        boolean ours = false;
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Started started) {
                ours = started.backend().equals(backend);
            } else if (entry instanceof JournalEntry.Intent intent) {
                pending = ours ? Optional.of(intent) : Optional.empty();
            } else if (entry instanceof JournalEntry.Result result) {
                pending = pending.filter(intent -> !intent.id().equals(result.id()));
            }
        }
        return pending;
    }
}
