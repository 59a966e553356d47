package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.Cgroups;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.proc.ThreadStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code /proc} says of threads. All is absent once they have ended.
 *
 * @param files the host's
 * @param cgroups its control groups
 */
record ThreadFiles(HostFiles files, Cgroups cgroups) {

    /** Threads of a process, by number. */
    List<ThreadStat> of(int pid) {
        List<ThreadStat> threads = new ArrayList<>();
        String directory = "proc/" + pid + "/task";
        for (int tid : files.numbers(directory)) {
            ThreadStat.read(files, directory + "/" + tid).ifPresent(threads::add);
        }
        return threads;
    }

    Optional<ThreadStat> stat(int tid) {
        return ThreadStat.read(files, "proc/" + tid);
    }

    /** Where it may run. */
    Optional<CpuSet> cpus(int tid) {
        return files.read("proc/" + tid + "/status").flatMap(ThreadStatus::allowedCpus);
    }

    /** The process that it belongs to. */
    OptionalInt process(int tid) {
        return files.read("proc/" + tid + "/status").map(ThreadStatus::process).orElse(OptionalInt.empty());
    }

    Optional<String> cgroup(int tid) {
        return cgroups.of(files, "proc/" + tid);
    }
}
