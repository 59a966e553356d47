package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QmpAnswer.IoThread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Which threads of a guest do what.
 *
 * @param vcpus thread ids by the number of the virtual CPU
 * @param ioThreads its IOThreads
 */
record GuestThreads(SortedMap<Integer, Integer> vcpus, List<IoThread> ioThreads) {

    private static final String IOTHREAD = "IO ";

    /** QEMU's own, which serves its monitors and no device. */
    private static final String OF_MONITORS = "mon_iothread";

    /** A name of 15 bytes may have been longer. */
    private static final int LONGEST_COMM = 15;

    GuestThreads {
        ioThreads = List.copyOf(ioThreads);
    }

    /** By the names that QEMU, with debug-threads=on, and other programs give them. */
    static GuestThreads byName(List<ThreadStat> threads, boolean qemu) {
        List<IoThread> ioThreads = new ArrayList<>();
        for (ThreadStat thread : threads) {
            if (qemu && thread.comm().startsWith(IOTHREAD)) {
                String id = thread.comm().substring(IOTHREAD.length());
                if (!id.equals(OF_MONITORS) && !id.isEmpty()) {
                    ioThreads.add(new IoThread(id, thread.tid(), OptionalLong.empty()));
                }
            }
        }
        return new GuestThreads(VcpuThreads.byName(threads), ioThreads);
    }

    /**
     * Whether nothing is left to ask.
     *
     * @param vcpusOfKvm how many virtual CPUs the process has made with KVM; 0 if it does without
     */
    boolean areAllFound(int vcpusOfKvm) {
        Set<String> ids = new HashSet<>();
        return !vcpus.isEmpty()
                && vcpus.size() >= vcpusOfKvm
                && ioThreads.stream()
                        .allMatch(thread ->
                                thread.id().length() < LONGEST_COMM - IOTHREAD.length() && ids.add(thread.id()));
    }
}
