package io.sidecore.collector.diagnosis;

import static io.sidecore.collector.diagnosis.CausesTest.WINDOWS;
import static io.sidecore.collector.diagnosis.CausesTest.only;
import static io.sidecore.collector.diagnosis.OverloadOrPreemptedTest.causes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.host.WorkerCounts.Unit;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One virtqueue that makes the others of its worker late. */
class ElephantCauseTest {

    private HostStory shared(long otherDelayNanos) {
        HostStory story = new HostStory(4).worker("backend/w0", HostWorker.Kind.BACKEND, 700, "");
        story.mode("backend/w0", PollMode.SLEEP);
        story.queue("vm1", "net0", "tx0", "backend/w0").queue("vm2", "net0", "tx0", "backend/w0");
        story.thread(700).does(0.97, 0.01).switches(20, 5).on(1);
        story.own("backend/w0", Unit.NANOS).turns(0.97, 0);
        story.queue("vm1/net0/tx0").packets(900_000).turns(20_000, 15_000, 0.9).kicks(5, 900);
        story.queue("vm2/net0/tx0")
                .packets(100)
                .turns(100, 0, 0.01)
                .kicks(5, 100)
                .delayed(otherDelayNanos);
        return story;
    }

    @Test
    void oneQueueMakesTheOthersLate() {
        Diagnosis diagnosis = shared(5_000_000).diagnose(WINDOWS);
        assertEquals(List.of(Cause.OVERLOAD, Cause.ELEPHANT_QUEUE), causes(diagnosis));
        Finding finding = diagnosis.findings().get(1);
        assertEquals("vm1/net0/tx0", finding.subject().name());
        assertTrue(finding.remedy().command().contains(" attach vm1/tx0 \"$NEW\""), finding.remedy()::command);
    }

    @Test
    void withoutAVictimItIsOnlyOverload() {
        only(Cause.OVERLOAD, shared(20_000).diagnose(WINDOWS));
    }
}
