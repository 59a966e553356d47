package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.sample.KvmSample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What KVM does for each vCPU of the host, by the kvm probe; and for all of them together.
 *
 * <p>The probe enters a vCPU when it first sees it. Records of threads that have ended are taken out here, a few at each
 * reading, and what they counted stays in the totals. Used by one thread at a time.
 */
public final class KvmVcpus implements Supplier<KvmSample>, AutoCloseable {

    /** Records whose threads are looked for at each reading: 1000 vCPUs in a minute at 1 Hz, some 50 us each time. */
    private static final int SWEPT = 16;

    private final Runnable close;
    private final BpfMemory memory;
    private final HostFiles files;
    private final long[] places = new long[KvmLayout.VCPUS];
    private final long[] words = new long[KvmLayout.VCPU_WORDS];
    private final Set<KvmSignal> counted = EnumSet.noneOf(KvmSignal.class);
    private final Map<KvmSignal, String> missing = new EnumMap<>(KvmSignal.class);
    /** Of records whose thread was not found: what they had counted then. */
    private final Map<Integer, Long> doubtful = new HashMap<>();

    private KvmSample retired = new KvmSample(0, 0, 0);
    private int swept;
    private int sweptGuest;

    /** Takes the probe over, and closes it in the end. */
    public KvmVcpus(ProbeObject probe, HostFiles files) {
        this(probe.memory(), KvmSignal.attached(probe), files, probe::close);
    }

    KvmVcpus(BpfMemory memory, Set<KvmSignal> attached, HostFiles files, Runnable close) {
        this.memory = memory;
        this.files = files;
        this.close = close;
        for (KvmSignal signal : KvmSignal.values()) {
            if (attached.contains(signal)) {
                counted.add(signal);
            } else {
                missing.put(signal, "this kernel lets nothing attach that counts them");
            }
        }
    }

    /**
     * Reads all vCPUs of these guests. Those of processes that are not among them, as of a guest that has just begun, are
     * left out.
     *
     * @param atNanos monotonic time of the sample: an exit that lasts counts up to then
     */
    public List<VcpuSample> vcpus(Collection<Guest> guests, long atNanos) {
        Map<Integer, String> names = new HashMap<>();
        guests.forEach(guest -> names.put(guest.pid(), guest.name()));
        long isa = memory.get(KvmLayout.STATE_ISA);
        List<VcpuSample> samples = new ArrayList<>();
        memory.get(KvmLayout.STATE_PLACES, places);
        for (int index = 0; index < KvmLayout.VCPUS; index++) {
            if (readVcpu(index)) {
                String name = names.get(KvmRecord.pid(words));
                if (name != null) {
                    samples.add(KvmRecord.sample(words, name, counted, isa, atNanos));
                }
            }
        }
        sweep();
        return samples;
    }

    /**
     * Which threads were seen to run a virtual CPU, and its number in its guest; those whose number the kernel did not say
     * are left out.
     */
    public Map<Integer, Integer> numbersByTid() {
        Map<Integer, Integer> numbers = new HashMap<>();
        memory.get(KvmLayout.STATE_PLACES, places);
        for (int index = 0; index < KvmLayout.VCPUS; index++) {
            if (readVcpu(index) && words[KvmLayout.NUMBER] > 0) {
                numbers.put(KvmRecord.tid(words), (int) words[KvmLayout.NUMBER] - 1);
            }
        }
        return numbers;
    }

    /** What is counted for each guest as a whole. */
    public List<GuestSample> guests(Collection<Guest> guests) {
        return guests.stream()
                .map(guest -> new GuestSample(
                        guest.name(),
                        guest.startedTicks(),
                        counted.contains(KvmSignal.IRQFDS) ? injections(guest.pid()) : OptionalLong.empty()))
                .toList();
    }

    /** Absent for a guest that found no room; a guest without interrupts so far is at 0. */
    private OptionalLong injections(int pid) {
        for (int i = 0; i < KvmLayout.PROBES; i++) {
            long at = KvmLayout.guest((pid + i) & (KvmLayout.GUESTS - 1));
            long found = memory.get(at);
            if (found == pid) {
                return OptionalLong.of(memory.get(at + 8));
            }
            if (found == 0) {
                return OptionalLong.of(0);
            }
        }
        return OptionalLong.empty();
    }

    /** Totals of the host since the probe was attached, vCPUs that have ended included. */
    @Override
    public KvmSample get() {
        long exits = retired.exits() + memory.get(KvmLayout.STATE_REST_EXITS);
        long userspaceExits = retired.userspaceExits() + memory.get(KvmLayout.STATE_REST_USERSPACE_EXITS);
        long portWrites = retired.portWrites() + memory.get(KvmLayout.STATE_REST_PORT_WRITES);
        memory.get(KvmLayout.STATE_PLACES, places);
        for (int index = 0; index < KvmLayout.VCPUS; index++) {
            if (isTaken(index)) {
                exits += memory.get(KvmLayout.vcpu(index, KvmLayout.EXITS));
                userspaceExits += memory.get(KvmLayout.vcpu(index, KvmLayout.USERSPACE_EXITS));
                portWrites += memory.get(KvmLayout.vcpu(index, KvmLayout.PORT_WRITES));
            }
        }
        sweep();
        return new KvmSample(exits, userspaceExits, portWrites);
    }

    /** Interrupts injected into all guests because eventfds were signalled. */
    public long injections() {
        return memory.get(KvmLayout.STATE_INJECTIONS);
    }

    /** Events of vCPUs that found no room. Their exits and port writes are in the totals. */
    public long dropped() {
        return memory.get(KvmLayout.STATE_DROPPED);
    }

    /** What is counted: attached, and not known to be silent. */
    public Set<KvmSignal> counted() {
        return Set.copyOf(counted);
    }

    /** Why a signal is not counted; absent if it is. */
    public Optional<String> whyNot(KvmSignal signal) {
        return Optional.ofNullable(missing.get(signal));
    }

    /** What is not counted, and why. */
    public List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        missing.forEach((signal, why) -> gaps.add(new Gap(signal.toString(), why)));
        if (dropped() > 0) {
            gaps.add(new Gap(
                    "some vCPUs",
                    dropped() + " events of vCPUs that found no room in the kvm probe's table were dropped"));
        }
        return gaps;
    }

    /** From now on a signal is reported as not counted, because a self-check has seen that it stays silent. */
    void distrust(KvmSignal signal, String why) {
        if (counted.remove(signal)) {
            missing.put(signal, why);
        }
    }

    /** The record of a vCPU that this host's thread runs, for self-checks. */
    boolean read(int tid, long[] into) {
        memory.get(KvmLayout.STATE_PLACES, places);
        for (int index = 0; index < KvmLayout.VCPUS; index++) {
            if (places[index] == tid && readVcpu(index)) {
                System.arraycopy(words, 0, into, 0, words.length);
                return true;
            }
        }
        return false;
    }

    private boolean isTaken(int index) {
        return places[index] != 0 && places[index] != KvmLayout.TOMBSTONE;
    }

    /** False also while the probe clears the record for another thread. */
    private boolean readVcpu(int index) {
        return isTaken(index)
                && SharedRecord.read(memory, KvmLayout.vcpu(index, 0), KvmLayout.SEQ, words)
                && words[KvmLayout.STARTED] != 0
                && memory.get(KvmLayout.vcpu(index, KvmLayout.STARTED)) == words[KvmLayout.STARTED]
                && KvmRecord.tid(words) == places[index];
    }

    /** Looks after the threads of the next few records. */
    private void sweep() {
        int seen = 0;
        for (int i = 0; i < KvmLayout.VCPUS && seen < SWEPT; i++) {
            swept = (swept + 1) & (KvmLayout.VCPUS - 1);
            if (readVcpu(swept)) {
                seen++;
                sweep(swept);
            }
        }
        sweepGuest();
    }

    /** Looks after one guest; one whose process has ended makes room. */
    private void sweepGuest() {
        sweptGuest = (sweptGuest + 1) & (KvmLayout.GUESTS - 1);
        long at = KvmLayout.guest(sweptGuest);
        long pid = memory.get(at);
        if (pid != 0 && pid != KvmLayout.TOMBSTONE && !files.exists("proc/" + pid)) {
            memory.putRelease(at + 8, 0);
            memory.putRelease(at, KvmLayout.TOMBSTONE);
        }
    }

    /**
     * Takes a record out if its thread is gone, and it counted nothing since the thread was first missed: where we see other
     * tids than the kernel's, as in a container, the records of threads that work stay.
     */
    private void sweep(int index) {
        String thread = "proc/" + KvmRecord.pid(words) + "/task/" + KvmRecord.tid(words);
        if (files.exists(thread)) {
            doubtful.remove(index);
            return;
        }
        long activity = activity(words);
        Long before = doubtful.put(index, activity);
        if (before != null && before == activity) {
            doubtful.remove(index);
            retired = new KvmSample(
                    retired.exits() + words[KvmLayout.EXITS],
                    retired.userspaceExits() + words[KvmLayout.USERSPACE_EXITS],
                    retired.portWrites() + words[KvmLayout.PORT_WRITES]);
            memory.putRelease(KvmLayout.place(index), KvmLayout.TOMBSTONE);
        }
    }

    private static long activity(long[] record) {
        long sum = record[KvmLayout.ENTERED];
        for (int word = KvmLayout.EXITS; word < KvmLayout.ENTERED; word++) {
            sum += record[word];
        }
        return sum;
    }

    @Override
    public void close() {
        close.run();
    }
}
