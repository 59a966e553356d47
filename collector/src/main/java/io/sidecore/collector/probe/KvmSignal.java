package io.sidecore.collector.probe;

import java.util.EnumSet;
import java.util.Set;

/** What the kvm probe can count; each kernel gives some of it. */
public enum KvmSignal {
    EXITS("VM exits", "kvm_exit", "kvm_exit_reason", "kvm_exit_record", "kvm_exit_count"),
    REASONS("reasons of VM exits", "kvm_exit", "kvm_exit_reason", "kvm_exit_record"),
    ENTRIES("time from VM exits to re-entry", "kvm_entry", "kvm_entry_raw"),
    USERSPACE_EXITS("VM exits to user space", "kvm_userspace", "kvm_userspace_raw"),
    PORTS("port I/O of guests", "kvm_pio", "kvm_pio_raw"),
    MMIO("memory-mapped I/O of guests", "kvm_mmio", "kvm_mmio_raw"),
    HALTS("halts of vCPUs", "kvm_wakeup", "kvm_wakeup_raw"),
    IOEVENTFDS("kicks that KVM turns into signals", "ioeventfd", "ioeventfd_kretprobe"),
    IRQFDS("interrupts that KVM injects for signals", "irqfd", "irqfd_kprobe");

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of() is immutable, which its type does not say
    private final Set<String> programs;

    KvmSignal(String words, String... programs) {
        this.words = words;
        this.programs = Set.of(programs);
    }

    /** Those that a program counts which is attached. */
    static Set<KvmSignal> attached(ProbeObject probe) {
        Set<KvmSignal> signals = EnumSet.noneOf(KvmSignal.class);
        for (KvmSignal signal : values()) {
            if (probe.attached().stream().anyMatch(point -> signal.programs.contains(point.program()))) {
                signals.add(signal);
            }
        }
        return signals;
    }

    /** As an operator calls it. */
    @Override
    public String toString() {
        return words;
    }
}
