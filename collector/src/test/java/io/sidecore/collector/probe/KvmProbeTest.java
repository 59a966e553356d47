package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.sample.KvmSample;
import io.sidecore.probes.ProbeCatalog;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    void theGuestsVcpuIsOurThread() {
        try (TinyGuest guest = guest();
                KvmVcpus vcpus = vcpus()) {
            Guest us = new Guest(
                    "us", (int) ProcessHandle.current().pid(), 1, "java", Optional.empty(), List.of(), List.of());
            vcpus.vcpus(List.of(us), System.nanoTime());
            guest.run(ROUNDS);
            int tid = BpfLibrary.load().c().gettid();
            VcpuSample sample = vcpus.vcpus(List.of(us), System.nanoTime()).stream()
                    .filter(vcpu -> vcpu.tid() == tid)
                    .findFirst()
                    .orElseThrow();
            assertEquals(OptionalLong.of(2 * ROUNDS), sample.portWrites());
            assertEquals(OptionalLong.of(2 * ROUNDS), sample.userspaceExits());
            assertEquals(OptionalLong.of(ROUNDS), sample.mmio());
            assertEquals(List.of(), vcpus.vcpus(List.of(), System.nanoTime()), "no guest's");
            boolean told = vcpus.counted().contains(KvmSignal.REASONS)
                    && sample.exits().orElse(0) > 0;
            assertEquals(told ? 0 : null, vcpus.numbersByTid().get(tid));
        }
    }

    @Test
    void whatThisKvmNeverComesByIsFoundOut() {
        guest().close(); // or skip
        try (KvmVcpus vcpus = vcpus()) {
            assertEquals(Optional.empty(), KvmSelfCheck.untried(vcpus, BpfLibrary.load()));
            KvmSample counted = vcpus.get();
            assertEquals(counted.exits() > 0, vcpus.counted().contains(KvmSignal.EXITS), counted.toString());
            assertTrue(vcpus.counted().contains(KvmSignal.PORTS), vcpus.gaps().toString());
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
}
