package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.journal.JournalException;
import io.sidecore.tuner.control.journal.JournalReader;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that died in the middle of a change, and the next one at the same place. */
class TakeoverTest {

    private static final String NAME = "/run/control.sock";
    private static final String KEPT = "the journal of an earlier run is now journal-adaptive-20261123T020000Z.jsonl";

    private final SimHost host = new SimHost(
            new Cores(CpuSet.of(0), CpuSet.of(0, 1)),
            new double[] {0, 0},
            List.of(SimGuest.asking("vm1", 1000), SimGuest.asking("vm2", 1000)),
            SimNoise.none());
    private final Placement start = host.placement();
    private final InstantSource timeOfDay = InstantSource.fixed(Instant.parse("2026-11-23T02:00:00.123Z"));
    private final List<String> told = new ArrayList<>();
    private final Takeover takeover = new Takeover(host, timeOfDay, told::add);
    private Path file;
    private Path apart;

    @BeforeEach
    void place(@TempDir Path directory) {
        file = directory.resolve("journal-adaptive.jsonl");
        apart = directory.resolve("journal-adaptive-20261123T020000Z.jsonl");
    }

    /** Adds a worker for vm1, and dies before that is judged. */
    private void dieInTheMiddle() {
        Decision add = new Decision.AddWorker(CpuSet.of(1), PollMode.POLL, start.queuesOf("vm1"), Reason.of("try"));
        try (Journal journal = Journal.open(file, host, timeOfDay, entry -> {})) {
            journal.started("adaptive", NAME);
            journal.intent(journal.newId(), add, Undo.of(add, start), start);
            add.match(host).orElseThrow().keep();
        }
    }

    /** As a crash while writing leaves it: without the end of the last line. */
    private void cut(int bytes) throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - bytes));
    }

    @Test
    void aChangeThatWasNotJudgedIsUndoneAndTold() throws IOException {
        dieInTheMiddle();
        Files.writeString(file, Files.readString(file) + "{\"entry\":\"result\",\"t\":1.0,\"id\":\"");
        assertEquals(3, host.placement().workers().size());
        takeover.begin(file, NAME, host);
        assertEquals(start, host.placement());
        assertEquals(
                List.of(
                        "an earlier run left a change unjudged, which was undone: give vm1/rx0 to w0; give vm1/tx0 to w0;"
                                + " retire w2",
                        KEPT),
                told);
    }

    @Test
    void itsJournalSaysSoAndIsKeptApart() {
        dieInTheMiddle();
        takeover.begin(file, NAME, host);
        assertFalse(Files.exists(file));
        List<JournalEntry> entries = JournalReader.read(apart);
        JournalEntry.Result last = (JournalEntry.Result) entries.get(entries.size() - 1);
        assertEquals(Verdict.RECOVERED, last.verdict());
        takeover.begin(file, NAME, host);
        assertEquals(2, told.size(), "nothing is left to do");
    }

    @Test
    void anIntentThatWasCutOffWasNeverCarriedOut() throws IOException {
        Decision poll = new Decision.Poll(start.workers().firstKey(), PollMode.POLL, Reason.of("try"));
        try (Journal journal = Journal.open(file, host, timeOfDay, entry -> {})) {
            journal.started("adaptive", NAME);
            journal.intent(journal.newId(), poll, Undo.of(poll, start), start);
        }
        cut(5);
        takeover.begin(file, NAME, host);
        assertEquals(start, host.placement());
        assertEquals(List.of(KEPT), told);
    }

    @Test
    void aChangeOfAnotherBackendIsNotUndone() {
        dieInTheMiddle();
        takeover.begin(file, "/run/other.sock", host);
        assertEquals(3, host.placement().workers().size());
        assertEquals(List.of(KEPT), told);
    }

    @Test
    void whereNothingWasNothingIsDone() {
        takeover.begin(file, NAME, host);
        assertEquals(List.of(), told);
    }

    @Test
    void whatIsNoJournalIsRefusedByName() throws IOException {
        Files.writeString(file, "notes\n");
        String message = String.valueOf(assertThrows(JournalException.class, () -> takeover.begin(file, NAME, host))
                .getMessage());
        assertTrue(message.startsWith(file + ": line 1 is no journal entry: "), message);
        assertEquals("notes\n", Files.readString(file));
    }

    @Test
    void aJournalIsNeverPutOverAnother() throws IOException {
        dieInTheMiddle();
        Files.writeString(apart, "an older one\n");
        String message = String.valueOf(assertThrows(JournalException.class, () -> takeover.begin(file, NAME, host))
                .getMessage());
        assertTrue(message.startsWith(file + ": an earlier run's journal, cannot be moved to " + apart), message);
        assertEquals("an older one\n", Files.readString(apart));
    }
}
