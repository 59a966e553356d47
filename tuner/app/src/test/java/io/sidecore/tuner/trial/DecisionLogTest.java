package io.sidecore.tuner.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.trial.result.DecisionCounts;
import io.sidecore.tuner.trial.result.DecisionMark;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionLogTest {

    private static final Reason WHY = Reason.of("w0 busy 97 %");
    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");
    private static final List<QueueId> QUEUES = IntStream.range(0, 6)
            .mapToObj(i -> QueueId.parse("vm" + i + "/rx0"))
            .toList();

    private final DecisionLog log = new DecisionLog(5_000_000_000L);

    @Test
    void everyKindIsSaidInWords() {
        PollMode spin = PollMode.spin(Duration.ofNanos(50_000));
        List<Decision> decisions = List.of(
                new Decision.Attach(QUEUES.subList(0, 2), W1, WHY),
                new Decision.Attach(QUEUES, W1, WHY),
                new Decision.Repin(W0, CpuSet.parse("0-1"), WHY),
                new Decision.Poll(W0, PollMode.SLEEP, WHY),
                new Decision.AddWorker(CpuSet.of(1), spin, QUEUES.subList(0, 1), WHY),
                new Decision.AddWorker(CpuSet.of(1), PollMode.POLL, List.of(), WHY),
                new Decision.RetireWorker(List.of(W1), W0, WHY));
        decisions.forEach(decision -> log.decided(5_000_000_000L, decision));
        assertEquals(
                List.of(
                        "attach: move vm0/rx0, vm1/rx0 to w1",
                        "attach: move vm0/rx0, vm1/rx0, vm2/rx0, vm3/rx0 and 2 more queues to w1",
                        "repin: pin w0 to CPU 0-1",
                        "poll: let w0 sleep when idle",
                        "add-worker: add a worker on CPU 1 that will spin for 50 us and then sleep when idle, "
                                + "and give it vm0/rx0",
                        "add-worker: add a worker on CPU 1 that will poll when idle",
                        "retire-worker: retire w1 and hand all queues to w0"),
                log.marks().stream()
                        .map(mark -> mark.kind() + ": " + mark.text())
                        .toList());
    }

    @Test
    void whatWasVetoedCountsAsNotTried() {
        log.decided(6_500_000_000L, new Decision.Poll(W0, PollMode.POLL, WHY));
        log.judged(DecisionMark.Outcome.KEPT, "throughput +9 %");
        log.decided(7_500_000_000L, new Decision.Poll(W1, PollMode.POLL, WHY));
        log.judged(DecisionMark.Outcome.VETOED, "vm1 is not to be touched");
        assertEquals(new DecisionCounts(1, 1, 0, 0, 1), DecisionCounts.of(log.marks()));
    }

    @Test
    void aVerdictGoesToTheNewestDecisionAndHoldLeavesNoMark() {
        log.decided(6_500_000_000L, new Decision.Poll(W0, PollMode.POLL, WHY));
        log.decided(6_600_000_000L, new Decision.Hold(Reason.of("one change at a time")));
        log.judged(DecisionMark.Outcome.UNDONE, "throughput -1 %");
        assertEquals(
                List.of(new DecisionMark(
                        1.5,
                        "poll",
                        "let w0 poll when idle",
                        "w0 busy 97 %",
                        DecisionMark.Outcome.UNDONE,
                        "throughput -1 %")),
                log.marks());
    }

    @Test
    void aVerdictWithoutADecisionIsAMistake() {
        assertThrows(IllegalStateException.class, () -> log.judged(DecisionMark.Outcome.KEPT, "good"));
        log.decided(6_500_000_000L, new Decision.Poll(W0, PollMode.POLL, WHY));
        log.judged(DecisionMark.Outcome.KEPT, "good");
        assertThrows(IllegalStateException.class, () -> log.judged(DecisionMark.Outcome.UNDONE, "bad"));
    }
}
