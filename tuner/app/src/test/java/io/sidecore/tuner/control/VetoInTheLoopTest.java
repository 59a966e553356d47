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
import io.sidecore.policies.Refusal;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.veto.Answer;
import io.sidecore.tuner.control.veto.Consent;
import io.sidecore.tuner.control.veto.Question;
import io.sidecore.tuner.control.veto.Veto;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the loop does with answers, on a host whose time passes by 100 ms with each sample. */
class VetoInTheLoopTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final Decision PIN = new Decision.Repin(W0, CpuSet.of(1), Reason.of("pin it"));
    private static final InstantSource TIME_OF_DAY = InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));
    private static final String RUN = Long.toString(TIME_OF_DAY.millis(), Character.MAX_RADIX);

    private final SimHost host = new SimHost(
            new Cores(CpuSet.of(0), CpuSet.of(0, 1)),
            new double[] {0, 1},
            List.of(SimGuest.asking("db1", 50_000), SimGuest.asking("web1", 50_000)),
            SimNoise.none());
    private final Placement start = host.placement();
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Question> asked = new ArrayList<>();
    private final List<String> fed = new ArrayList<>();
    private int samples;
    private Journal journal;

    @BeforeEach
    void openJournal(@TempDir Path directory) {
        journal = Journal.open(directory.resolve("journal.jsonl"), host, TIME_OF_DAY, entries::add);
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private ControlLoop loop(String judgedAs, Policy policy, Supplier<CompletableFuture<Answer>> answers) {
        PolicyDocument document = new BuiltInPolicies().get(judgedAs);
        Veto veto = new Veto() {
            @Override
            public CompletableFuture<Answer> ask(Question question) {
                asked.add(question);
                return answers.get();
            }

            @Override
            public Duration holds() {
                return Duration.ofSeconds(60);
            }
        };
        Feedback feedback = new Feedback() {
            @Override
            public void kept(Decision decision, Placement after) {
                fed.add("kept");
            }

            @Override
            public void undone(Decision decision, Placement after, Harm harm) {
                fed.add("undone");
            }

            @Override
            public void refused(Decision decision, Placement current, Refusal refusal) {
                fed.add(refusal.reason() + " for " + refusal.holds().toSeconds() + " s");
            }
        };
        return new ControlLoop(
                new Window(host, host::between, document.objective(), observation -> samples++),
                new ReadyPolicy(document, policy, feedback),
                host,
                journal,
                Consent.of(Optional.of(veto), host, TIME_OF_DAY));
    }

    private static Policy always(Decision decision) {
        return (now, current) -> decision;
    }

    /** Wants the worker on CPU 1 until it is. */
    private static Policy untilPinned() {
        return (now, current) ->
                current.setting(W0).cpus().equals(CpuSet.of(1)) ? new Decision.Hold(Reason.of("content")) : PIN;
    }

    private static Supplier<CompletableFuture<Answer>> saying(Answer answer) {
        return () -> CompletableFuture.completedFuture(answer);
    }

    private static void run(ControlLoop loop, int steps) {
        for (int i = 0; i < steps; i++) {
            loop.step();
        }
    }

    private List<String> story() {
        return entries.stream()
                .map(entry -> entry.getClass().getSimpleName() + " " + entry.t())
                .toList();
    }

    @Test
    void whatIsAgreedToIsMadeUnderTheIdThatWasAskedFor() {
        run(loop("shared", untilPinned(), saying(Answer.agreed())), 4);
        assertEquals(List.of("Intent 0.2", "Result 0.2", "Held 0.3"), story());
        assertEquals(RUN + "-1", ((JournalEntry.Intent) entries.get(0)).id());
        assertEquals(List.of(RUN + "-1"), asked.stream().map(Question::id).toList());
        assertEquals(start, asked.get(0).before());
        assertEquals(List.of("kept"), fed);
        assertEquals(CpuSet.of(1), host.placement().setting(W0).cpus());
    }

    @Test
    void aRefusalIsJournaledOnceAndHoldsForThatChange() {
        run(loop("shared", always(PIN), saying(Answer.refused("db1 stays"))), 1300);
        assertEquals(
                List.of("Vetoed 0.2", "Held 0.7", "Vetoed 60.2", "Held 60.7", "Vetoed 120.2", "Held 120.7"), story());
        assertEquals(new JournalEntry.Vetoed(0.2, RUN + "-1", PIN, true, "db1 stays", 60), entries.get(0));
        assertEquals(
                "refused for another 59.5 s: db1 stays",
                ((JournalEntry.Held) entries.get(1)).decision().reason().text());
        assertEquals(3, asked.size());
        assertEquals("db1 stays for 60 s", fed.get(0));
        assertEquals(start, host.placement());
    }

    @Test
    void otherStepsToTheSamePlacementAreRefusedToo() {
        Decision unpin = new Decision.Arrange(List.of(PIN), Reason.of("the same, said otherwise"));
        List<Decision> wanted = List.of(PIN, unpin);
        int[] decided = {0};
        Policy policy = (now, current) -> wanted.get(decided[0]++ % 2);
        run(loop("shared", policy, saying(Answer.refused("db1 stays"))), 500);
        assertEquals(1, asked.size());
    }

    @Test
    void whoeverRefusesEverythingIsAskedLessAndLess() {
        int[] decided = {0};
        Policy policy = (now, current) -> new Decision.Poll(
                W0, PollMode.spin(Duration.ofNanos(1000L * ++decided[0])), Reason.of("something else each time"));
        run(loop("shared", policy, saying(Answer.refused("not today"))), 2000);
        assertEquals(
                List.of(
                        0.2, 0.7, 1.2, 1.7, 2.2, 2.7, 3.2, 3.7, 4.2, 4.7, 5.2, 5.7, 6.2, 7.2, 9.2, 13.2, 21.2, 37.2,
                        69.2, 129.2, 189.2),
                entries.stream().map(JournalEntry::t).toList());
    }

    @Test
    void silenceIsToldOnceAMinuteAndAskedIntoEveryTenSeconds() {
        Answer silence = Answer.none("the veto script did not answer in 500 ms; nothing is changed");
        run(loop("shared", always(PIN), saying(silence)), 1300);
        assertEquals(
                List.of(
                        new JournalEntry.Vetoed(0.2, RUN + "-1", PIN, false, silence.reason(), 10),
                        new JournalEntry.Vetoed(
                                60.2,
                                RUN + "-7",
                                PIN,
                                false,
                                silence.reason() + " (as 5 more since this was last told)",
                                10),
                        new JournalEntry.Vetoed(
                                120.2,
                                RUN + "-13",
                                PIN,
                                false,
                                silence.reason() + " (as 5 more since this was last told)",
                                10)),
                entries);
        assertEquals(13, asked.size());
        assertEquals(start, host.placement());
    }

    @Test
    void samplesAreTakenWhileTheAnswerIsAwaited() {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ControlLoop loop = loop("shared", untilPinned(), () -> answer);
        run(loop, 10);
        assertEquals(List.of(), story());
        assertEquals(9, samples);
        answer.complete(Answer.agreed());
        run(loop, 1);
        assertEquals(List.of("Intent 1.1", "Result 1.1"), story());
        assertEquals(1, asked.size());
    }

    @Test
    void anAnswerToWhatAnAdministratorOvertookCountsForNothing() {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ControlLoop loop = loop("shared", untilPinned(), () -> answer);
        run(loop, 5);
        host.set(W0, new Placement.Setting(CpuSet.of(1), PollMode.POLL));
        answer.complete(Answer.agreed());
        run(loop, 2);
        assertEquals(List.of("Held 0.7"), story());
        assertEquals(List.of("things changed while the veto script was asked for 0 s"), fed);
        assertEquals(PollMode.POLL, host.placement().setting(W0).mode());
    }

    @Test
    void guestsThatComeOvertakeAQuestionToo() {
        ControlLoop loop = loop("adaptive", untilPinned(), CompletableFuture::new);
        run(loop, 12);
        assertEquals(1, asked.size());
        host.come(SimGuest.asking("web2", 100));
        run(loop, 1);
        assertEquals(List.of("things changed while the veto script was asked for 0 s"), fed);
    }

    @Test
    void undoingNeedsNoConsent() {
        ControlLoop loop = loop("adaptive", untilPinned(), saying(Answer.agreed()));
        run(loop, 12);
        assertEquals(CpuSet.of(1), host.placement().setting(W0).cpus());
        run(loop, 8);
        assertEquals(start, host.placement());
        assertEquals("undone", fed.get(0));
        assertEquals(1, asked.size());
        assertTrue(entries.get(1) instanceof JournalEntry.Result, entries::toString);
    }
}
