package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** That the benchmark reads what it says. */
final class MadeUpHostTest {

    @Test
    void allVirtqueuesAndWorkersAreReadAndSeenAtWork() {
        MadeUpHost host = new MadeUpHost(10_000, 128);
        host.work();
        HostSample older = host.read();
        host.work();
        HostSample newer = host.read();
        assertEquals(10_000, newer.queues().size());
        assertEquals(128, newer.threads().size());
        assertEquals(OptionalLong.of(2000), newer.queues().get(9_999).counters().find(VirtqueueCounter.KICKS));
        HostObservation observation = HostObservations.between(older, newer);
        assertEquals(10_000, observation.queues().size());
        assertEquals(128, observation.workers().size());
    }
}
