package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.sample.KvmSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kvm probe's memory means. */
final class KvmVcpusTest {

    private static final int PID = 500;
    private static final int TID = 507;
    private static final List<Guest> GUESTS =
            List.of(new Guest("vm1", PID, 99, "qemu", Optional.empty(), List.of(), List.of()));

    private final BpfMemory memory = BpfMemory.ofOurOwn(KvmLayout.STATE_BYTES);

    @TempDir
    Path root;

    private KvmVcpus vcpus;

    @BeforeEach
    void countEverything() {
        vcpus = of(EnumSet.allOf(KvmSignal.class));
    }

    private KvmVcpus of(Set<KvmSignal> attached) {
        return new KvmVcpus(memory, attached, new HostFiles(root), () -> {});
    }

    private void put(int tid, int word, long value) {
        memory.putRelease(KvmLayout.vcpu(tid & (KvmLayout.VCPUS - 1), word), value);
    }

    private void enter(int tid, int pid) throws IOException {
        put(tid, KvmLayout.STARTED, 1);
        put(tid, KvmLayout.TID, tid | (long) pid << 32);
        memory.putRelease(KvmLayout.place(tid & (KvmLayout.VCPUS - 1)), tid);
        Files.createDirectories(thread(tid, pid));
    }

    private Path thread(int tid, int pid) {
        return root.resolve("proc/" + pid + "/task/" + tid);
    }

    private void reason(int slot, long code, long count, long nanos) {
        int at = KvmLayout.REASON_SLOTS + slot * KvmLayout.REASON_WORDS;
        put(TID, at + KvmLayout.CODE, code + 1);
        put(TID, at + KvmLayout.COUNT, count);
        put(TID, at + KvmLayout.NS, nanos);
    }

    @Test
    void aVcpuIsReadWithTheReasonsOfItsExits() throws IOException {
        enter(TID, PID);
        memory.putRelease(KvmLayout.STATE_ISA, ExitNames.SVM);
        put(TID, KvmLayout.ENTERED, 77);
        put(TID, KvmLayout.EXITS, 10);
        put(TID, KvmLayout.OUTSIDE_NS, 1000);
        put(TID, KvmLayout.USERSPACE_EXITS, 2);
        put(TID, KvmLayout.IOEVENTFD_WRITES, 3);
        put(TID, KvmLayout.PORT_WRITES, 4);
        put(TID, KvmLayout.MMIO_WRITES, 5);
        put(TID, KvmLayout.MMIO_READS, 6);
        put(TID, KvmLayout.POLLS, 7);
        put(TID, KvmLayout.POLL_NS, 70);
        put(TID, KvmLayout.WAITS, 8);
        put(TID, KvmLayout.WAIT_NS, 80);
        reason(0, 0x400, 6, 600);
        reason(8, 0x78, 3, 300);
        put(TID, KvmLayout.OTHER_COUNT, 1);
        put(TID, KvmLayout.OTHER_NS, 100);
        assertEquals(
                List.of(new VcpuSample(
                        TID,
                        77,
                        "vm1",
                        OptionalLong.of(10),
                        OptionalLong.of(1000),
                        List.of(
                                new ExitCount("NPF", 6, 600),
                                new ExitCount("HLT", 3, 300),
                                new ExitCount("OTHER", 1, 100)),
                        OptionalLong.of(2),
                        OptionalLong.of(3),
                        OptionalLong.of(4),
                        OptionalLong.of(11),
                        OptionalLong.of(7),
                        OptionalLong.of(70),
                        OptionalLong.of(8),
                        OptionalLong.of(80))),
                vcpus.vcpus(GUESTS, 5000));
    }

    @Test
    void anExitThatLastsCountsUntilNow() throws IOException {
        enter(TID, PID);
        memory.putRelease(KvmLayout.STATE_ISA, ExitNames.VMX);
        reason(12, 12, 1, 0);
        put(TID, KvmLayout.LAST, 12);
        put(TID, KvmLayout.EXITED_AT, 4000);
        VcpuSample sample = vcpus.vcpus(GUESTS, 9000).get(0);
        assertEquals(OptionalLong.of(5000), sample.outsideNanos());
        assertEquals(List.of(new ExitCount("HLT", 1, 5000)), sample.reasons());
        assertEquals(
                OptionalLong.of(0),
                vcpus.vcpus(GUESTS, 3000).get(0).outsideNanos(),
                "what began after the sample is not in it");
    }

    @Test
    void whatIsNotCountedIsAbsentAndSaid() throws IOException {
        enter(TID, PID);
        vcpus = of(EnumSet.of(KvmSignal.USERSPACE_EXITS, KvmSignal.EXITS));
        vcpus.distrust(KvmSignal.EXITS, "silent");
        VcpuSample sample = vcpus.vcpus(GUESTS, 5000).get(0);
        assertEquals(OptionalLong.empty(), sample.exits());
        assertEquals(OptionalLong.empty(), sample.outsideNanos());
        assertEquals(List.of(), sample.reasons());
        assertEquals(OptionalLong.empty(), sample.mmio());
        assertEquals(OptionalLong.of(0), sample.userspaceExits());
        assertEquals(Set.of(KvmSignal.USERSPACE_EXITS), vcpus.counted());
        assertEquals(KvmSignal.values().length - 1, vcpus.gaps().size());
        assertTrue(
                vcpus.gaps().contains(new Gap("VM exits", "silent")),
                vcpus.gaps().toString());
        assertEquals(OptionalLong.empty(), vcpus.guests(GUESTS).get(0).irqfdInjections());
    }

    @Test
    void vcpusOfOthersAndHalfClearedOnesAreLeftOut() throws IOException {
        enter(TID, PID);
        enter(TID + 1, PID + 1);
        enter(TID + 2, PID);
        put(TID + 2, KvmLayout.STARTED, 0);
        enter(TID + 3, PID);
        put(TID + 3, KvmLayout.TID, 9 | (long) PID << 32);
        enter(TID + 4, PID);
        put(TID + 4, KvmLayout.SEQ, 1);
        assertEquals(
                List.of(TID),
                vcpus.vcpus(GUESTS, 0).stream().map(VcpuSample::tid).toList());
    }

    @Test
    void aVcpuThatHasEndedMakesRoomAndStaysInTheTotals() throws IOException {
        enter(TID, PID);
        put(TID, KvmLayout.EXITS, 10);
        put(TID, KvmLayout.USERSPACE_EXITS, 2);
        put(TID, KvmLayout.PORT_WRITES, 3);
        memory.putRelease(KvmLayout.STATE_REST_EXITS, 1000);
        KvmSample expected = new KvmSample(1010, 2, 3);
        assertEquals(expected, vcpus.get());
        Files.delete(thread(TID, PID));
        assertEquals(expected, vcpus.get());
        assertEquals(TID, memory.get(KvmLayout.place(TID)), "missed once: it may be a container's other tid");
        assertEquals(expected, vcpus.get());
        assertEquals(KvmLayout.TOMBSTONE, memory.get(KvmLayout.place(TID)));
        assertEquals(expected, vcpus.get());
        assertEquals(List.of(), vcpus.vcpus(GUESTS, 0));
    }

    @Test
    void aVcpuThatWorksStaysThoughWeCannotSeeItsThread() throws IOException {
        enter(TID, PID);
        Files.delete(thread(TID, PID));
        for (int reading = 1; reading < 10; reading++) {
            put(TID, KvmLayout.EXITS, reading);
            assertEquals(1, vcpus.vcpus(GUESTS, 0).size());
        }
    }

    @Test
    void injectionsAreThoseOfTheGuestsProcess() {
        int place = PID & (KvmLayout.GUESTS - 1);
        memory.putRelease(KvmLayout.guest(place), PID + KvmLayout.GUESTS);
        memory.putRelease(KvmLayout.guest(place) + 8, 5);
        assertEquals(List.of(new GuestSample("vm1", 99, OptionalLong.of(0))), vcpus.guests(GUESTS), "none seen so far");
        memory.putRelease(KvmLayout.guest(place + 1), PID);
        memory.putRelease(KvmLayout.guest(place + 1) + 8, 23);
        assertEquals(List.of(new GuestSample("vm1", 99, OptionalLong.of(23))), vcpus.guests(GUESTS));
    }

    @Test
    void aGuestThatHasEndedMakesRoom() throws IOException {
        Files.createDirectories(root.resolve("proc/" + PID));
        int place = PID & (KvmLayout.GUESTS - 1);
        memory.putRelease(KvmLayout.guest(place), PID);
        memory.putRelease(KvmLayout.guest(place) + 8, 23);
        for (int reading = 0; reading < KvmLayout.GUESTS; reading++) {
            vcpus.get();
        }
        assertEquals(OptionalLong.of(23), vcpus.guests(GUESTS).get(0).irqfdInjections());
        Files.delete(root.resolve("proc/" + PID));
        for (int reading = 0; reading < KvmLayout.GUESTS; reading++) {
            vcpus.get();
        }
        assertEquals(KvmLayout.TOMBSTONE, memory.get(KvmLayout.guest(place)));
        assertEquals(0, memory.get(KvmLayout.guest(place) + 8));
    }

    @Test
    void eventsWithoutRoomAreSaid() {
        assertEquals(List.of(), vcpus.gaps());
        memory.putRelease(KvmLayout.STATE_DROPPED, 3);
        assertEquals(
                List.of(new Gap(
                        "some vCPUs", "3 events of vCPUs that found no room in the kvm probe's table were dropped")),
                vcpus.gaps());
    }

    @Test
    void aSilentSignalIsNoLongerTrusted() {
        long[] record = new long[KvmLayout.VCPU_WORDS];
        record[KvmLayout.EXITS] = 28;
        record[KvmLayout.ENTRIES] = 13;
        record[KvmLayout.PORT_WRITES] = 14;
        record[KvmLayout.MMIO_WRITES] = 7;
        record[KvmLayout.USERSPACE_EXITS] = 14;
        record[KvmLayout.REASON_SLOTS + KvmLayout.COUNT] = 14;
        KvmSelfCheck.distrustSilent(vcpus, record);
        assertEquals(EnumSet.complementOf(EnumSet.of(KvmSignal.IOEVENTFDS)), vcpus.counted());
    }
}
