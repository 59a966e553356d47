package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.sample.KvmSample;
import io.sidecore.probes.ProbeCatalog;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The kvm and eventfd probes in this kernel, against a guest whose exits are known. */
final class KvmProbeTest {

    private static final int ROUNDS = 1009;

    private static TinyGuest guest() {
        try {
            return new TinyGuest(BpfLibrary.load());
        } catch (BpfException e) {
            return Assumptions.abort("no guest can run here: " + e.why());
        }
    }

    private static ProbeObject object(ProbeAttempt attempt) {
        return attempt.object()
                .orElseGet(() -> Assumptions.abort(
                        "this kernel refuses the probe: " + attempt.whyNot().orElse("")));
    }

    private static KvmVcpus vcpus() {
        return new KvmVcpus(object(new ProbeLoader(BpfLibrary.load()).load(ProbeCatalog.KVM)), HostFiles.ofThisHost());
    }

    @Test
    void eachRoundOfTheGuestIsAKickAndAnExit() {
        try (TinyGuest guest = guest()) {
            guest.run(ROUNDS);
            assertEquals(ROUNDS, guest.kicks());
            assertEquals(0, guest.kicks());
        }
    }

    /** Other guests may run on this host meanwhile, so that counts may be higher. */
    @Test
    void portWritesAndExitsToUserSpaceAreCounted() {
        try (TinyGuest guest = guest();
                KvmVcpus counts = vcpus()) {
            KvmSample before = counts.get();
            guest.run(ROUNDS);
            KvmSample after = counts.get();
            assertTrue(after.portWrites() - before.portWrites() >= 2 * ROUNDS, after.toString());
            assertTrue(after.userspaceExits() - before.userspaceExits() >= ROUNDS, after.toString());
        }
    }

    @Test
    void kicksAreCountedByEventfd() {
        ProbeAttempt attempt = new ProbeLoader(BpfLibrary.load()).load(ProbeCatalog.EVENTFD);
        try (EventfdCounts counts = new EventfdCounts(object(attempt));
                TinyGuest guest = guest()) {
            long before = counts.total();
            guest.run(ROUNDS);
            assertTrue(counts.total() - before >= ROUNDS, "counted " + (counts.total() - before));
            assertEquals(ROUNDS, counts.signals(guest.eventfdId()));
        }
    }

    @Test
    void anEventfdIsFoundPastItsNeighbours() {
        BpfMemory memory = BpfMemory.ofOurOwn(EventfdCounts.STATE_BYTES);
        put(memory, 5, 5, 100);
        put(memory, 6, 5 + EventfdCounts.PLACES, 200);
        assertEquals(100, EventfdCounts.signals(memory, 5));
        assertEquals(200, EventfdCounts.signals(memory, 5 + EventfdCounts.PLACES));
        assertEquals(0, EventfdCounts.signals(memory, 6));
    }

    private static void put(BpfMemory memory, int place, int id, long signals) {
        long at = (long) EventfdCounts.PLACE_BYTES * place;
        memory.putRelease(at + EventfdCounts.KEY, id + 1);
        memory.putRelease(at + EventfdCounts.SIGNALS, signals);
    }
}
