package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one who watches sees of a worker, however long the looks are apart. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class PulseTest {

    private static final int LOOKS = 20;

    private CrewRig rig;
    private FakeQueue queue;
    private Worker worker;
    private Pulse pulse;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        rig = new CrewRig(directory, 1);
        queue = rig.queue(QueueId.parse("a/rx0"));
        worker = queue.owner().orElseThrow();
        pulse = new Pulse(worker);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aWorkerThatSleepsLives() {
        Await.until("it sleeps", () -> pulse.look() == 0 && worker.isSleeping());
        for (int i = 0; i < LOOKS; i++) {
            assertEquals(0, pulse.look());
        }
    }

    @Test
    void aWorkerThatPollsLives() {
        rig.crew.setMode(new WorkerId("w0"), PollMode.POLL);
        for (int i = 0; i < LOOKS; i++) {
            long before = worker.beats();
            Await.until("it does something", () -> worker.beats() != before);
            assertEquals(0, pulse.look());
        }
    }

    @Test
    void looksAreCountedInWhichItDoesNothing() {
        CountDownLatch stall = new CountDownLatch(1);
        queue.stalls = stall;
        queue.addWork();
        Await.until("it has stalled", () -> queue.stalled);
        pulse.look();
        for (int missed = 1; missed <= LOOKS; missed++) {
            assertEquals(missed, pulse.look());
        }
        pulse.forget();
        assertEquals(1, pulse.look());
        stall.countDown();
        Await.until("it lives", () -> pulse.look() == 0);
    }
}
