package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.ThreadStat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells virtual CPUs' threads by the names that programs give them. */
final class VcpuThreads {

    /** QEMU with debug-threads=on, Cloud Hypervisor, Firecracker and crosvm. */
    private static final Pattern NAME =
            Pattern.compile("(?:CPU ([0-9]{1,5})/[A-Z]{3}|(?:crosvm_)?vcpu([0-9]{1,5})|fc_vcpu ([0-9]{1,5}))");

    private VcpuThreads() {}

    /** Thread ids by the number of the virtual CPU. */
    static SortedMap<Integer, Integer> byName(List<ThreadStat> threads) {
        SortedMap<Integer, Integer> tids = new TreeMap<>();
        for (ThreadStat thread : threads) {
            Matcher matcher = NAME.matcher(thread.comm());
            if (matcher.matches()) {
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    if (matcher.group(group) != null) {
                        tids.putIfAbsent(Integer.parseInt(matcher.group(group)), thread.tid());
                    }
                }
            }
        }
        return tids;
    }

    /** The same of those that KVM has seen run. */
    static SortedMap<Integer, Integer> byKvm(List<ThreadStat> threads, Map<Integer, Integer> indexByTid) {
        SortedMap<Integer, Integer> tids = new TreeMap<>();
        for (ThreadStat thread : threads) {
            Integer index = indexByTid.get(thread.tid());
            if (index != null && index >= 0) {
                tids.putIfAbsent(index, thread.tid());
            }
        }
        return tids;
    }
}
