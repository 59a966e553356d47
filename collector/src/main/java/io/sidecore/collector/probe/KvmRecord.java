package io.sidecore.collector.probe;

import static io.sidecore.collector.probe.KvmLayout.REASON_SLOTS;
import static io.sidecore.collector.probe.KvmLayout.REASON_WORDS;

import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.VcpuSample;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What a vCPU's record of the kvm probe means at a time. */
final class KvmRecord {

    private KvmRecord() {}

    static int tid(long[] record) {
        return (int) record[KvmLayout.TID];
    }

    /** The process that the vCPU belongs to. */
    static int pid(long[] record) {
        return (int) (record[KvmLayout.TID] >>> 32);
    }

    /**
     * A sample of the signals that count. An exit that lasts at that time counts up to it.
     *
     * @param isa whose names the reasons have
     */
    static VcpuSample sample(long[] record, String guest, Set<KvmSignal> counted, long isa, long atNanos) {
        return new VcpuSample(
                tid(record),
                record[KvmLayout.ENTERED],
                guest,
                word(record, KvmLayout.EXITS, counted.contains(KvmSignal.EXITS)),
                counted.contains(KvmSignal.ENTRIES) && counted.contains(KvmSignal.EXITS)
                        ? OptionalLong.of(record[KvmLayout.OUTSIDE_NS] + lasting(record, atNanos))
                        : OptionalLong.empty(),
                counted.contains(KvmSignal.REASONS) ? reasons(record, isa, atNanos) : List.of(),
                word(record, KvmLayout.USERSPACE_EXITS, counted.contains(KvmSignal.USERSPACE_EXITS)),
                word(record, KvmLayout.IOEVENTFD_WRITES, counted.contains(KvmSignal.IOEVENTFDS)),
                word(record, KvmLayout.PORT_WRITES, counted.contains(KvmSignal.PORTS)),
                counted.contains(KvmSignal.MMIO)
                        ? OptionalLong.of(record[KvmLayout.MMIO_READS] + record[KvmLayout.MMIO_WRITES])
                        : OptionalLong.empty(),
                word(record, KvmLayout.POLLS, counted.contains(KvmSignal.HALTS)),
                word(record, KvmLayout.POLL_NS, counted.contains(KvmSignal.HALTS)),
                word(record, KvmLayout.WAITS, counted.contains(KvmSignal.HALTS)),
                word(record, KvmLayout.WAIT_NS, counted.contains(KvmSignal.HALTS)));
    }

    private static OptionalLong word(long[] record, int word, boolean isCounted) {
        return isCounted ? OptionalLong.of(record[word]) : OptionalLong.empty();
    }

    static List<ExitCount> reasons(long[] record, long isa, long atNanos) {
        List<ExitCount> reasons = new ArrayList<>();
        for (int slot = 0; slot < KvmLayout.REASONS; slot++) {
            int at = REASON_SLOTS + REASON_WORDS * slot;
            if (record[at + KvmLayout.CODE] != 0) {
                reasons.add(new ExitCount(
                        ExitNames.of(isa, record[at + KvmLayout.CODE] - 1),
                        record[at + KvmLayout.COUNT],
                        record[at + KvmLayout.NS] + lastingOf(record, slot, atNanos)));
            }
        }
        if (record[KvmLayout.OTHER_COUNT] != 0) {
            reasons.add(new ExitCount(
                    "OTHER",
                    record[KvmLayout.OTHER_COUNT],
                    record[KvmLayout.OTHER_NS] + lastingOf(record, KvmLayout.OTHER, atNanos)));
        }
        return reasons;
    }

    private static long lastingOf(long[] record, int slot, long atNanos) {
        return record[KvmLayout.LAST] == slot ? lasting(record, atNanos) : 0;
    }

    private static long lasting(long[] record, long atNanos) {
        long since = record[KvmLayout.EXITED_AT];
        return since == 0 ? 0 : Math.max(0, atNanos - since);
    }
}
