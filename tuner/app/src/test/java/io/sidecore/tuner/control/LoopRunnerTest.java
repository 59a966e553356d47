package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one test of the loop's thread: waits for what must happen, with a limit that is never reached. */
class LoopRunnerTest {

    private static final Decision HARM =
            new Decision.Poll(new WorkerId("w0"), PollMode.POLL, Reason.of("and be interrupted"));
    private static final long LIMIT_SECONDS = 60;

    private final SimHost host = new SimHost(
            new Cores(CpuSet.of(0), CpuSet.of(0, 1)),
            new double[] {0, 1},
            List.of(SimGuest.asking("vm1", 5000)),
            SimNoise.none());

    private ControlLoop loop(Derivation derivation, Journal journal) {
        PolicyDocument document = new BuiltInPolicies().get("adaptive");
        Window window = new Window(host, derivation, document.objective(), observation -> {});
        ReadyPolicy policy = new ReadyPolicy(document, (now, current) -> HARM, Feedback.toAll(List.of()));
        return new ControlLoop(window, policy, host, journal);
    }

    private Journal journal(Path directory, CountDownLatch intents) {
        return Journal.open(directory.resolve("journal.jsonl"), host, InstantSource.system(), entry -> {
            if (entry instanceof JournalEntry.Intent) {
                intents.countDown();
            }
        });
    }

    @Test
    void closingEndsTheThreadAndUndoesWhatIsPending(@TempDir Path directory) throws InterruptedException {
        Placement start = host.placement();
        CountDownLatch acted = new CountDownLatch(1);
        try (Journal journal = journal(directory, acted)) {
            LoopRunner runner = LoopRunner.start(loop(host::between, journal), Duration.ofMillis(1), failure -> {
                throw new AssertionError(failure);
            });
            assertTrue(acted.await(LIMIT_SECONDS, TimeUnit.SECONDS));
            runner.close();
        }
        assertEquals(start, host.placement());
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("sidecore-loop")));
    }

    @Test
    void aStepThatFailsIsReportedAndTheNextOneTried(@TempDir Path directory) throws InterruptedException {
        CountDownLatch failures = new CountDownLatch(3);
        AtomicReference<String> message = new AtomicReference<>("");
        Derivation broken = (Sample older, Sample newer) -> {
            throw new IllegalStateException("a counter went back");
        };
        try (Journal journal = journal(directory, new CountDownLatch(1))) {
            LoopRunner runner = LoopRunner.start(loop(broken, journal), Duration.ofMillis(1), failure -> {
                message.set(failure.getMessage());
                failures.countDown();
            });
            assertTrue(failures.await(LIMIT_SECONDS, TimeUnit.SECONDS));
            runner.close();
        }
        assertEquals("a counter went back", message.get());
    }
}
