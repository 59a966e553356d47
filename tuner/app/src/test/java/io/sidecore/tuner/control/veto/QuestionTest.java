package io.sidecore.tuner.control.veto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Touched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");
    private static final QueueId DB1 = QueueId.parse("db1/rx0");
    private static final QueueId WEB1 = QueueId.parse("web1/rx0");
    private static final QueueId WEB2 = QueueId.parse("web2/rx0");
    private static final Reason WHY = Reason.of("w0 busy \"97 %\"");
    private static final Placement BEFORE = new Placement(
            new TreeMap<>(Map.of(
                    W0, new Placement.Setting(CpuSet.of(0, 1), PollMode.SLEEP),
                    W1, new Placement.Setting(CpuSet.of(1), PollMode.POLL))),
            new TreeMap<>(Map.of(DB1, W0, WEB1, W0, WEB2, W1)));
    private static final Decision MOVE = new Decision.Attach(List.of(WEB1), W1, WHY);
    private static final Decision PIN = new Decision.Repin(W1, CpuSet.of(0), WHY);

    private static String json(Decision decision, OptionalDouble gain) {
        return new Question("run-7", Instant.parse("2026-11-23T02:00:00.123456Z"), decision, gain, BEFORE).json();
    }

    private static Touched touched(Set<WorkerId> workers, Set<QueueId> queues, Set<String> guests) {
        return new Touched(new TreeSet<>(workers), new TreeSet<>(queues), new TreeSet<>(guests));
    }

    @Test
    void isOneLineOfJson() {
        assertEquals("""
                {"id":"run-7","time":"2026-11-23T02:00:00.123Z","kind":"attach",\
                "steps":[{"action":"attach","queues":["web1/rx0"],"worker":"w1"}],\
                "workers":["w0","w1"],"queues":["web1/rx0"],"guests":["web1"],"reason":"w0 busy \\"97 %\\"",\
                "placement":{"workers":{"w0":{"cpus":"0-1","mode":"sleep"},"w1":{"cpus":"1","mode":"poll"}},\
                "queues":{"db1/rx0":"w0","web1/rx0":"w0","web2/rx0":"w1"}}}
                """, json(MOVE, OptionalDouble.empty()));
    }

    @Test
    void anArrangementHasSeveralStepsAndAnExpectedGainIsSaid() {
        String json = json(new Decision.Arrange(List.of(MOVE, PIN), WHY), OptionalDouble.of(0.25));
        assertEquals("""
                {"id":"run-7","time":"2026-11-23T02:00:00.123Z","kind":"arrange",\
                "steps":[{"action":"attach","queues":["web1/rx0"],"worker":"w1"},\
                {"action":"repin","worker":"w1","cpus":"0"}],\
                "workers":["w0","w1"],"queues":["web1/rx0"],"guests":["web1","web2"],\
                "reason":"w0 busy \\"97 %\\"","expectedGain":0.25,""", json.substring(0, json.indexOf("\"placement\"")));
    }

    @Test
    void guestsAreTouchedWhenTheyMoveOrTheirWorkerIsSetOtherwise() {
        assertEquals(touched(Set.of(W0, W1), Set.of(WEB1), Set.of("web1")), Touched.by(MOVE, BEFORE));
        assertEquals(touched(Set.of(W1), Set.of(), Set.of("web2")), Touched.by(PIN, BEFORE));
        assertEquals(
                touched(Set.of(W0, W1), Set.of(DB1, WEB1), Set.of("db1", "web1")),
                Touched.by(new Decision.RetireWorker(List.of(W0), W1, WHY), BEFORE));
        assertEquals(
                touched(Set.of(W0), Set.of(DB1), Set.of("db1")),
                Touched.by(new Decision.AddWorker(CpuSet.of(1), PollMode.POLL, List.of(DB1), WHY), BEFORE));
    }
}
