package io.sidecore.collector.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The largest host that Sidecore is designed for: 10 000 virtqueues on 128 workers. */
class LargeHostTest {

    private static final int WORKERS = 128;
    private static final int QUEUES = 10_000;

    /** A window's observation keeps about 150 bytes of each queue, and its histogram. */
    private static final long MOST_BYTES = 8_000_000;

    private static final int ROUNDS = 20;

    private static HostStory host() {
        HostStory story = new HostStory(64);
        for (int worker = 0; worker < WORKERS; worker++) {
            String guest = "vm" + worker;
            story.guest(guest, 10_000 + 10 * worker, 1).vhost(guest + "/net0", 10_005 + 10 * worker, guest);
            story.thread(10_005 + 10 * worker).does(0.3, 0.01);
            for (int queue = 2; queue < QUEUES / WORKERS + (worker < QUEUES % WORKERS ? 1 : 0); queue++) {
                story.queue(guest, "net0", "tx" + queue, guest + "/net0");
                story.queue(guest + "/net0/tx" + queue).kicks(10, 10).turns(10, 0, 0.001);
            }
        }
        return story;
    }

    @Test
    void aWindowCostsLittle() {
        HostStory story = host();
        HostSample older = story.sample();
        HostSample newer = story.second().sample();
        assertEquals(QUEUES, newer.queues().size());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            HostObservation seen = HostObservations.between(older, newer);
            nanos = Math.min(nanos, System.nanoTime() - begin);
            bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
            assertEquals(QUEUES, seen.queues().size());
        }
        String cost = bytes + " bytes, " + nanos / 1000 + " us";
        assertTrue(bytes < MOST_BYTES && nanos < 100_000_000, cost);
    }

    @Test
    void aDiagnosisOfItSaysNothingIsWrong() {
        assertEquals(0, host().diagnose(5).findings().size());
    }
}
