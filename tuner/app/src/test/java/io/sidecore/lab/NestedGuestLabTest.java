package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.watch.HostWatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real guest: pings become interrupts, exits and kicks, all on the guest's name. */
@Tag("lab")
@Tag("nested")
class NestedGuestLabTest {

    private static final int PINGS = 101;

    @Test
    void aPingIsACallAnExitAndAKick() {
        try (NestedGuest guest = NestedGuest.boot("vm1", 1);
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.ping(PINGS);
            HostSample after = watch.next().orElseThrow();
            assertEquals(
                    guest.pid(), after.inventory().guest("vm1").orElseThrow().pid());

            assertAtLeast("exits", exits(after) - exits(before));
            assertAtLeast("kicks", grown(before, after, "tx", VirtqueueCounter.KICKS));
            assertAtLeast("answers", grown(before, after, "tx", VirtqueueCounter.PACKETS));
            assertAtLeast("wake-ups by the tap", grown(before, after, "rx", VirtqueueCounter.BACKEND_WAKEUPS));
            assertAtLeast("calls", grown(before, after, "rx", VirtqueueCounter.CALLS));
            assertTrue(
                    vcpus(after).reasons().stream().anyMatch(reason -> reason.count() > 0),
                    () -> "no exit reasons: " + vcpus(after));
        }
    }

    /** Pings are one at a time, so that none shares a kick or a call; the network may send more of its own. */
    private static void assertAtLeast(String what, long counted) {
        assertTrue(counted >= PINGS, what + " for " + PINGS + " pings: " + counted);
    }

    private static VcpuSample vcpus(HostSample sample) {
        assertEquals(1, sample.vcpus().size(), () -> sample.vcpus() + " " + sample.gaps());
        return sample.vcpus().get(0);
    }

    private static long exits(HostSample sample) {
        return vcpus(sample).exits().orElseThrow();
    }

    private static long grown(HostSample before, HostSample after, String label, VirtqueueCounter counter) {
        return sum(after, label, counter) - sum(before, label, counter);
    }

    private static long sum(HostSample sample, String label, VirtqueueCounter counter) {
        return sample.queues().stream()
                .filter(queue -> isOf(sample, queue.queue(), label))
                .mapToLong(queue -> queue.counters()
                        .find(counter)
                        .orElseThrow(() -> new AssertionError(queue + " is not counted: " + sample.gaps())))
                .sum();
    }

    private static boolean isOf(HostSample sample, String queue, String label) {
        return sample.inventory().queues().stream()
                .filter(known -> known.name().equals(queue))
                .map(Virtqueue::label)
                .anyMatch(known -> known.startsWith(label));
    }
}
