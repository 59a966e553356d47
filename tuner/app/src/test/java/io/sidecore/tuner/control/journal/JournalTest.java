package io.sidecore.tuner.control.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.judge.Judgement;
import io.sidecore.tuner.control.judge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final Placement PLACEMENT = new Placement(
            new TreeMap<>(Map.of(W0, new Placement.Setting(CpuSet.of(0, 1), PollMode.SLEEP))),
            new TreeMap<>(Map.of(QueueId.parse("vm1/rx0"), W0)));
    private static final Decision POLL = new Decision.Poll(W0, PollMode.POLL, Reason.of("wakes up 4000/s"));
    private static final Judgement BETTER = new Judgement(Verdict.BETTER, 1, 1.5, 0.5, 0.4, 0.6);

    private final List<JournalEntry> told = new ArrayList<>();
    private final InstantSource timeOfDay = InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));
    private long nowNanos;
    private Path file;

    @BeforeEach
    void place(@TempDir Path directory) {
        file = directory.resolve("journal.jsonl");
    }

    private Journal open() {
        return Journal.open(file, () -> nowNanos, timeOfDay, told::add);
    }

    private static Decision.Hold hold(String reason) {
        return new Decision.Hold(Reason.of(reason));
    }

    private void writeAStory() {
        try (Journal journal = open()) {
            journal.started("adaptive", "/run/control.sock");
            nowNanos += 100_000_000;
            journal.held(hold("nothing to gain: load 41%"), List.of("p99 of db 84.0 us, bound 50 us: violated"));
            journal.held(hold("nothing to gain: load 42.5%"), List.of("p99 of db 49.0 us, bound 50 us: met"));
            String id = journal.newId();
            journal.intent(id, POLL, Undo.of(POLL, PLACEMENT), PLACEMENT);
            nowNanos += 1_000_000_000;
            journal.judged(id, BETTER, List.of("p99 of db 84.0 us -> 31.0 us, bound 50 us: met"));
            journal.held(hold("nothing to gain: load 43%"), List.of());
        }
    }

    @Test
    void isAJsonObjectToALineThatAPersonCanRead() throws IOException {
        writeAStory();
        String id = Long.toString(timeOfDay.millis(), Character.MAX_RADIX) + "-1";
        assertEquals("""
                {"entry":"started","t":0.0,"at":"2026-11-23T02:00:00Z","policy":"adaptive","backend":"/run/control.sock"}
                {"entry":"held","t":0.1,"decision":{"action":"hold","reason":"nothing to gain: load 41%; p99 of db \
                84.0 us, bound 50 us: violated"}}
                {"entry":"intent","t":0.1,"id":"ID","decision":{"action":"poll","worker":"w0","mode":"poll",\
                "reason":"wakes up 4000/s"},"undo":"set w0 to CPUs 0-1, sleep","before":{"workers":{"w0":\
                {"cpus":"0-1","mode":"sleep"}},"queues":{"vm1/rx0":"w0"}}}
                {"entry":"result","t":1.1,"id":"ID","verdict":"BETTER",\
                "text":"BETTER: utility 1.000 -> 1.500, gain +0.500 [+0.400, +0.600]; p99 of db 84.0 us -> 31.0 us, \
                bound 50 us: met","judgement":{"verdict":"BETTER",\
                "before":1.0,"after":1.5,"gain":0.5,"low":0.4,"high":0.6}}
                {"entry":"held","t":1.1,"decision":{"action":"hold","reason":"nothing to gain: load 43%"}}
                """.replace("ID", id), Files.readString(file));
    }

    @Test
    void isReadBackAsItWasTold() {
        writeAStory();
        assertEquals(told, JournalReader.read(file));
        assertEquals(5, told.size());
    }

    @Test
    void aVetoSaysWhatWasNotDoneAndWhy() throws IOException {
        try (Journal journal = open()) {
            nowNanos += 2_000_000_000;
            journal.vetoed(
                    journal.newId(), POLL, true, new Refusal("vm1 is not to be touched", Duration.ofSeconds(60)));
        }
        assertEquals("""
                {"entry":"vetoed","t":2.0,"id":"ID-1","decision":{"action":"poll","worker":"w0","mode":"poll",\
                "reason":"wakes up 4000/s"},"answered":true,"reason":"vm1 is not to be touched","holdsSeconds":60.0}
                """.replace("ID", Long.toString(timeOfDay.millis(), Character.MAX_RADIX)), Files.readString(file));
        assertEquals(told, JournalReader.read(file));
        assertEquals(Optional.empty(), JournalReader.pending(told, "/run/control.sock"));
    }

    @Test
    void aMissingJournalIsEmpty() {
        assertEquals(List.of(), JournalReader.read(file));
    }

    @Test
    void anIntentWithoutResultIsPending() {
        String id;
        try (Journal journal = open()) {
            journal.started("adaptive", "/run/control.sock");
            id = journal.newId();
            journal.intent(id, POLL, Undo.of(POLL, PLACEMENT), PLACEMENT);
        }
        Optional<JournalEntry.Intent> pending = JournalReader.pending(JournalReader.read(file), "/run/control.sock");
        assertEquals(Optional.of(id), pending.map(JournalEntry.Intent::id));
        assertEquals(Optional.of(PLACEMENT), pending.map(JournalEntry.Intent::before));
        assertEquals(Optional.of(POLL), pending.map(JournalEntry.Intent::decision));
        assertEquals(Optional.empty(), JournalReader.pending(JournalReader.read(file), "/run/other.sock"));
    }

    @Test
    void aJudgedIntentIsNotPending() {
        writeAStory();
        assertEquals(Optional.empty(), JournalReader.pending(JournalReader.read(file), "/run/control.sock"));
    }

    @Test
    void aLineThatACrashCutShortIsLeftOutAndNotContinued() throws IOException {
        writeAStory();
        Files.writeString(file, "{\"entry\":\"intent\",\"t\":2.", StandardOpenOption.APPEND);
        assertEquals(5, JournalReader.read(file).size());
        try (Journal journal = open()) {
            journal.started("adaptive", "/run/control.sock");
        }
        assertEquals(6, JournalReader.read(file).size());
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Files.writeString(
                file, "{\"entry\":\"started\",\"t\":0,\"at\":\"\",\"policy\":\"\",\"backend\":\"\"}\nrubbish\n");
        String message = String.valueOf(assertThrows(JournalException.class, () -> JournalReader.read(file))
                .getMessage());
        assertEquals(file + ": line 2 is no journal entry: ", message.substring(0, message.indexOf("Unrecognized")));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() {
        Path nowhere = file.resolveSibling("none").resolve("journal.jsonl");
        String message = String.valueOf(
                assertThrows(JournalException.class, () -> Journal.open(nowhere, () -> 0, timeOfDay, told::add))
                        .getMessage());
        assertEquals(nowhere + ": cannot be opened as a journal", message.substring(0, message.lastIndexOf(": java")));
    }
}
