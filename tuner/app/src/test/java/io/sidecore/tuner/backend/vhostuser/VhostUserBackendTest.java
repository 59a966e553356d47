package io.sidecore.tuner.backend.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.BackendException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VhostUserBackendTest {

    private static final Reason REASON = Reason.of("test");
    private static final String START =
            "w0 0-1 sleep: vm1.rx0 vm1.tx0; w1 1 poll: vm2.rx0 vm2.tx0; w2 0-1 sleep: vm3.rx0 vm3.tx0";

    private FakeControl control;
    private VhostUserBackend backend;

    @BeforeEach
    void threeWorkersAndThreeGuests(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("control.sock");
        control = new FakeControl(socket);
        control.guest("vm1", control.add("0-1", "sleep"));
        control.guest("vm2", control.add("1", "poll"));
        control.guest("vm3", control.add("0-1", "sleep"));
        backend = new VhostUserBackend(BackendClient.connect(socket));
        assertEquals(START, control.text());
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
        control.close();
    }

    private static WorkerId w(int number) {
        return new WorkerId("w" + number);
    }

    private static List<QueueId> queues(String... names) {
        return List.of(names).stream().map(QueueId::parse).toList();
    }

    private Actuation act(Decision decision) {
        return decision.match(backend).orElseThrow();
    }

    @Test
    void everyDecisionIsCarriedOutAndUndone() {
        List<Decision> decisions = List.of(
                new Decision.Attach(queues("vm1/rx0", "vm1/tx0"), w(1), REASON),
                new Decision.Repin(w(0), CpuSet.of(0), REASON),
                new Decision.Poll(w(0), PollMode.POLL, REASON),
                new Decision.AddWorker(CpuSet.of(0), PollMode.POLL, queues("vm1/rx0", "vm1/tx0", "vm3/tx0"), REASON));
        List<String> afterwards = List.of(
                "w0 0-1 sleep:; w1 1 poll: vm1.rx0 vm1.tx0 vm2.rx0 vm2.tx0; w2 0-1 sleep: vm3.rx0 vm3.tx0",
                START.replace("w0 0-1 sleep", "w0 0 sleep"),
                START.replace("w0 0-1 sleep", "w0 0-1 poll"),
                "w0 0-1 sleep:; w1 1 poll: vm2.rx0 vm2.tx0; w2 0-1 sleep: vm3.rx0; w3 0 poll: vm1.rx0 vm1.tx0 vm3.tx0");
        for (int i = 0; i < decisions.size(); i++) {
            Actuation actuation = act(decisions.get(i));
            assertEquals(afterwards.get(i), control.text());
            actuation.close();
            assertEquals(START, control.text());
            actuation.undo();
            assertEquals(START, control.text());
        }
    }

    @Test
    void whatIsKeptStays() {
        Actuation actuation = act(new Decision.Poll(w(0), PollMode.POLL, REASON));
        actuation.keep();
        actuation.close();
        assertEquals(START.replace("w0 0-1 sleep", "w0 0-1 poll"), control.text());
    }

    @Test
    void retiredWorkersComeBackUnderNewNamesWithTheirQueues() {
        Actuation actuation = act(new Decision.RetireWorker(List.of(w(1), w(2)), w(0), REASON));
        assertEquals("w0 0-1 sleep: vm1.rx0 vm1.tx0 vm2.rx0 vm2.tx0 vm3.rx0 vm3.tx0", control.text());
        actuation.undo();
        assertEquals(
                "w0 0-1 sleep: vm1.rx0 vm1.tx0; w3 1 poll: vm2.rx0 vm2.tx0; w4 0-1 sleep: vm3.rx0 vm3.tx0",
                control.text());
    }

    @Test
    void theRestIsUndoneWhenAGuestLeft() {
        Actuation actuation = act(new Decision.RetireWorker(List.of(w(1), w(2)), w(0), REASON));
        control.leave("vm2");
        actuation.undo();
        assertEquals("w0 0-1 sleep: vm1.rx0 vm1.tx0; w3 1 poll:; w4 0-1 sleep: vm3.rx0 vm3.tx0", control.text());
    }

    @Test
    void aQueueWhoseOldWorkerDiedStaysWhereItIs() {
        Actuation actuation = act(new Decision.Attach(queues("vm1/rx0", "vm3/rx0"), w(1), REASON));
        control.die("w0");
        actuation.undo();
        assertEquals("w1 1 poll: vm1.rx0 vm2.rx0 vm2.tx0; w2 0-1 sleep: vm3.rx0 vm3.tx0", control.text());
    }

    @Test
    void aGuestThatCameToTheAddedWorkerIsNotLostWithIt() {
        Actuation actuation = act(new Decision.AddWorker(CpuSet.of(0), PollMode.POLL, queues("vm3/tx0"), REASON));
        control.guest("new", "w3");
        actuation.undo();
        assertEquals(START, control.text().replace(" new.rx0 new.tx0", ""));
        assertTrue(control.text().contains("w2 0-1 sleep: new.rx0 new.tx0 vm3.rx0 vm3.tx0"), control.text());
    }

    @Test
    void aQueueThatVanishedIsNoReasonNotToMoveTheOthers() {
        act(new Decision.Attach(queues("gone/rx0", "vm1/rx0"), w(1), REASON));
        assertEquals(
                "w0 0-1 sleep: vm1.tx0; w1 1 poll: vm1.rx0 vm2.rx0 vm2.tx0; w2 0-1 sleep: vm3.rx0 vm3.tx0",
                control.text());
    }

    @Test
    void aDecisionThatFailsHalfWayIsUndoneAndThrown() {
        control.refuse("vm3/tx0");
        BackendException failure = assertThrows(
                BackendException.class,
                () -> act(new Decision.AddWorker(CpuSet.of(0), PollMode.POLL, queues("vm1/rx0", "vm3/tx0"), REASON)));
        assertEquals(
                "{\"op\":\"attach\",\"queue\":\"vm3/tx0\",\"worker\":\"w3\"}: refused by the backend: told to refuse vm3/tx0",
                failure.getMessage());
        assertEquals(START, control.text());
    }
}
