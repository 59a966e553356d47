package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.journal.JournalReader;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop itself, with a policy that wants one thing. */
class ControlLoopTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final Decision HELP = new Decision.Poll(W0, PollMode.POLL, Reason.of("try it"));
    private static final Decision NEUTRAL = new Decision.Repin(W0, CpuSet.of(0, 1), Reason.of("try it"));
    private static final Decision HARM = new Decision.Repin(W0, CpuSet.of(1), Reason.of("do harm"));

    private final List<String> story = new ArrayList<>();
    private final SimHost host = new SimHost(
            new Cores(CpuSet.of(0), CpuSet.of(0, 1)),
            new double[] {0, 1},
            List.of(SimGuest.asking("vm1", 50_000), SimGuest.asking("vm2", 50_000)),
            SimNoise.none());
    private final Placement start = host.placement();
    private Path file;
    private Journal journal;

    @BeforeEach
    void openJournal(@TempDir Path directory) {
        file = directory.resolve("journal.jsonl");
        journal = Journal.open(file, host, InstantSource.system(), this::tell);
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private void tell(JournalEntry entry) {
        if (entry instanceof JournalEntry.Result result) {
            story.add(result.text().replaceFirst(": utility.*", ""));
        } else if (entry instanceof JournalEntry.Intent intent) {
            story.add(intent.decision().reason().text());
        } else if (entry instanceof JournalEntry.Held held) {
            story.add(held.decision().reason().text());
        }
    }

    private ControlLoop loop(String judgedAs, Policy policy) {
        PolicyDocument document = new BuiltInPolicies().get(judgedAs);
        Feedback feedback = new Feedback() {
            @Override
            public void kept(Decision decision, Placement after) {
                story.add("kept");
            }

            @Override
            public void undone(Decision decision, Placement after, Harm harm) {
                story.add(harm == Harm.DONE ? "undone, harm done" : "undone");
            }
        };
        Window window = new Window(host, host::between, document.objective(), observation -> {});
        return new ControlLoop(window, new ReadyPolicy(document, policy, feedback), host, journal);
    }

    /** Wants the decision once, and then nothing. */
    private static Policy once(Decision decision) {
        Policy[] next = {(now, current) -> decision, (now, current) -> new Decision.Hold(Reason.of("content"))};
        int[] asked = {0};
        return (now, current) -> next[Math.min(1, asked[0]++)].decide(now, current);
    }

    private static void run(ControlLoop loop, int steps) {
        for (int i = 0; i < steps; i++) {
            loop.step();
        }
    }

    @Test
    void whatHelpsIsKept() {
        host.background(0, 0); // each worker finds a CPU of its own
        ControlLoop loop = loop("adaptive", once(HELP));
        run(loop, 30);
        loop.close();
        assertEquals(List.of("try it", "BETTER", "kept", "content"), story);
        assertEquals(PollMode.POLL, host.placement().setting(W0).mode());
    }

    @Test
    void whatHarmsIsUndone() {
        ControlLoop loop = loop("adaptive", once(HARM));
        run(loop, 30);
        assertEquals(List.of("do harm", "WORSE", "undone, harm done", "content"), story);
        assertEquals(start, host.placement());
    }

    @Test
    void whatMakesNoDifferenceIsUndoneToo() {
        host.background(0, 0); // nobody is on either CPU, so it is all the same
        ControlLoop loop = loop("adaptive", once(HARM));
        run(loop, 30);
        assertEquals(List.of("do harm", "INCONCLUSIVE", "undone", "content"), story);
        assertEquals(start, host.placement());
    }

    @Test
    void aPolicyWithoutAJudgeImposesItsChanges() {
        ControlLoop loop = loop("shared", once(HARM));
        run(loop, 3);
        assertEquals(List.of("do harm", "IMPOSED: the policy does not judge", "kept", "content"), story);
        assertEquals(CpuSet.of(1), host.placement().setting(W0).cpus());
    }

    @Test
    void whatIsNotJudgedYetIsUndoneAtTheEnd() {
        ControlLoop loop = loop("adaptive", once(HARM));
        run(loop, 12);
        assertEquals(CpuSet.of(1), host.placement().setting(W0).cpus());
        loop.close();
        assertEquals(start, host.placement());
        assertEquals(List.of("do harm", "ABANDONED: the loop ended before it could be judged; undone"), story);
    }

    @Test
    void aRunThatDiedIsCleanedUpAfterByTheNext() {
        journal.started("adaptive", "sim");
        Decision add = new Decision.AddWorker(CpuSet.of(1), PollMode.POLL, start.queuesOf("vm1"), Reason.of("and die"));
        run(loop("adaptive", once(add)), 12);
        assertEquals(3, host.placement().workers().size());
        JournalEntry.Intent pending =
                JournalReader.pending(JournalReader.read(file), "sim").orElseThrow();
        Recovery.recover(pending, host, journal);
        assertEquals(start, host.placement());
        assertEquals(List.of("and die", "RECOVERED: an earlier run ended before it could be judged; undone"), story);
        assertTrue(JournalReader.pending(JournalReader.read(file), "sim").isEmpty());
    }

    @Test
    void guestsThatComeSpoilATrial() {
        ControlLoop loop = loop("adaptive", once(HELP));
        run(loop, 12);
        host.come(SimGuest.asking("vm3", 100));
        run(loop, 1);
        assertEquals(List.of("try it", "INCONCLUSIVE: guests came or went while it was judged; undone"), story);
        assertEquals(start.workers(), host.placement().workers());
    }

    @Test
    void aLoadThatChangesSpoilsATrial() {
        ControlLoop loop = loop("adaptive", once(NEUTRAL));
        run(loop, 15);
        host.load(List.of(SimGuest.asking("vm1", 500), SimGuest.asking("vm2", 500)));
        run(loop, 5);
        assertEquals(List.of("try it", "INCONCLUSIVE: the load changed while it was judged; undone", "undone"), story);
        assertEquals(start.workers(), host.placement().workers());
    }

    @Test
    void somebodyElsesChangeDuringATrialIsLeftAsItIs() {
        ControlLoop loop = loop("adaptive", once(HARM));
        run(loop, 12);
        host.set(new WorkerId("w1"), new Placement.Setting(CpuSet.of(0), PollMode.POLL));
        run(loop, 10);
        assertEquals(
                List.of("do harm", "OVERRIDDEN: somebody set w1 to CPUs 0, poll; left as it is", "kept"),
                story.subList(0, 3));
        assertEquals(CpuSet.of(1), host.placement().setting(W0).cpus());
    }

    @Test
    void aDecisionThatTheBackendRefusesIsJournaledAndTheLoopGoesOn() {
        Decision nobody = new Decision.Poll(new WorkerId("w9"), PollMode.POLL, Reason.of("of nobody"));
        ControlLoop loop = loop("adaptive", once(nobody));
        run(loop, 30);
        assertEquals(List.of("of nobody", "FAILED: w9 is no worker of [w0, w1]", "undone", "content"), story);
    }
}
