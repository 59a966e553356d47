package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import java.util.Optional;

/**
 * Whether the kvm probe counts what a guest of our own does. Some KVMs have a tracepoint and never come by it: such a signal
 * is reported as not counted from then on.
 */
public final class KvmSelfCheck {

    /** A prime, so that it is not some other count by chance. */
    private static final int ROUNDS = 7;

    private KvmSelfCheck() {}

    /**
     * Runs the guest. Takes about 2 ms where KVM lets us.
     *
     * @return why there can be no guest, so that nothing was tried; absent if it was
     */
    public static Optional<String> untried(KvmVcpus vcpus, BpfLibrary library) {
        try (TinyGuest guest = new TinyGuest(library)) {
            long injections = vcpus.injections();
            guest.run(ROUNDS);
            boolean interrupted = guest.interrupt();
            long[] record = new long[KvmLayout.VCPU_WORDS];
            if (!vcpus.read(library.c().gettid(), record)) {
                record = new long[KvmLayout.VCPU_WORDS]; // none of it was seen
            }
            distrustSilent(vcpus, record);
            if (interrupted && vcpus.injections() == injections) {
                vcpus.distrust(KvmSignal.IRQFDS, "an interrupt was injected, and it counted none");
            }
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(e.why());
        }
    }

    /** By what this guest does at least: on some processors real mode is emulated, with more exits or fewer. */
    static void distrustSilent(KvmVcpus vcpus, long[] record) {
        expect(vcpus, KvmSignal.EXITS, record[KvmLayout.EXITS]);
        expect(vcpus, KvmSignal.REASONS, reasons(record));
        expect(vcpus, KvmSignal.ENTRIES, record[KvmLayout.ENTRIES] + 1); // the last exit is followed by none
        expect(vcpus, KvmSignal.USERSPACE_EXITS, record[KvmLayout.USERSPACE_EXITS]);
        expect(vcpus, KvmSignal.PORTS, record[KvmLayout.PORT_WRITES]);
        expect(vcpus, KvmSignal.MMIO, record[KvmLayout.MMIO_WRITES]);
        expect(vcpus, KvmSignal.IOEVENTFDS, record[KvmLayout.IOEVENTFD_WRITES]);
    }

    private static void expect(KvmVcpus vcpus, KvmSignal signal, long count) {
        if (count < ROUNDS) {
            vcpus.distrust(
                    signal,
                    "this KVM never comes by where they are counted: a guest did so " + ROUNDS + " times, and " + count
                            + " were counted");
        }
    }

    private static long reasons(long[] record) {
        long sum = record[KvmLayout.OTHER_COUNT];
        for (int slot = 0; slot < KvmLayout.REASONS; slot++) {
            sum += record[KvmLayout.REASON_SLOTS + slot * KvmLayout.REASON_WORDS + KvmLayout.COUNT];
        }
        return sum;
    }
}
