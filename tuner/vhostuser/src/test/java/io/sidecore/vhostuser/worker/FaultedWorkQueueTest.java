package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fault in a guest's memory surfaces anywhere, also between two steps of a worker that takes or gives back a virtqueue
 * which it shares. Here the first of the two is done, by a worker whose thread does not run, and the second one is not.
 */
@SuppressWarnings("NullAway.Init")
class FaultedWorkQueueTest {

    private final WorkQueue shared = new WorkQueue();
    private CounterFileWriter counters;
    private Worker faulted;
    private Worker other;
    private FakeQueue queue;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        counters = CounterFileWriter.create(directory.resolve("counters"));
        faulted = worker("w0", 1);
        other = worker("w1", 2);
        queue = FakeQueue.of("a/rx0", counters);
        shared.join(faulted);
        shared.join(other);
        shared.add(queue, faulted);
    }

    private Worker worker(String name, int number) {
        WorkerId id = new WorkerId(name);
        return new Worker(id, number, counters.addWorker(id), new Virtqueue[8]);
    }

    @AfterEach
    void stop() {
        faulted.close();
        other.close();
        queue.close();
        counters.close();
    }

    /** The worker has it, and has not become its owner. */
    private void takeWithoutOwning() {
        shared.waitAgain(queue, faulted);
        assertTrue(queue.item().takeInTurn(faulted));
        assertEquals(Optional.empty(), queue.owner());
    }

    @Test
    void whatWasTakenAndNotOwnedWaitsAgain() {
        takeWithoutOwning();
        assertNull(shared.take(other));
        shared.putDown(faulted);
        assertSame(queue, shared.take(other));
        assertEquals(Optional.of(other), queue.owner());
    }

    @Test
    void whatWasTakenAndNotOwnedCanBeTakenOutOfTurnByTheSameWorker() {
        takeWithoutOwning();
        assertTrue(shared.takeOutOfTurn(queue, faulted));
        assertEquals(Optional.of(faulted), queue.owner());
    }

    @Test
    void whatWaitsAndIsNotInLineComesThere() {
        queue.setOwner(null);
        assertTrue(queue.item().waitAgain(faulted));
        assertNull(shared.take(other));
        shared.mend();
        assertSame(queue, shared.take(other));
    }

    @Test
    void whatIsInLineTwiceIsTakenOnce() {
        shared.waitAgain(queue, faulted);
        shared.mend();
        assertSame(queue, shared.take(faulted));
        assertNull(shared.take(other));
    }

    /** The kernel tells of a kick once, and that may have been cut short. */
    @Test
    void whatIsIdleIsLookedAt() {
        shared.giveBack(queue, faulted, false);
        assertNull(shared.take(other));
        shared.mend();
        assertSame(queue, shared.take(other));
    }

    @Test
    void whatAnotherWorkerHasStaysThere() {
        shared.waitAgain(queue, faulted);
        assertSame(queue, shared.take(other));
        shared.putDown(faulted);
        assertEquals(Optional.of(other), queue.owner());
    }
}
