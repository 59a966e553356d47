package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.ThreadStat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes of the host.
 *
 * <p>To look through the open files of thousands of processes takes longer than a scan should. So a process that was of no
 * interest is looked at again only if the directory of its open files has changed: the directory's inode is made anew for a
 * new process of the same number, and since Linux 6.2 its size is the number of open files. Older kernels, and a process
 * that closes one file for each that it opens, are the reason to look at a few others each time, and at young ones always.
 */
final class ProcessTable {

    /** Each process is looked at again at the latest after so many scans. */
    private static final int ROUND = 64;

    /** After 10 s a process has opened what it was started with, and a thread of the kernel has its name. USER_HZ is 100 on every architecture that has KVM. */
    private static final long SETTLED_TICKS = 10 * 100;

    private record Known(Object files, HostProcess process, boolean settled) {}

    private final HostFiles files;
    private Map<Integer, Known> known = Map.of();
    private int scans;

    ProcessTable(HostFiles files) {
        this.files = files;
    }

    /** All processes that there are, by number; those that end meanwhile are left out. */
    List<HostProcess> look(Gaps gaps) {
        long now = ticksSinceBoot();
        Map<Integer, Known> found = new HashMap<>();
        List<HostProcess> processes = new ArrayList<>();
        for (int pid : files.numbers("proc")) {
            Optional<Known> process = look(pid, now, gaps);
            process.ifPresent(it -> {
                found.put(pid, it);
                processes.add(it.process);
            });
        }
        known = found;
        scans++;
        return processes;
    }

    private Optional<Known> look(int pid, long now, Gaps gaps) {
        Optional<Object> directory = openFilesNow(pid);
        Known before = known.get(pid);
        if (directory.isPresent()
                && before != null
                && before.settled
                && before.files.equals(directory.get())
                && (pid + scans) % ROUND != 0) {
            return Optional.of(before);
        }
        return directory.flatMap(key -> ThreadStat.read(files, "proc/" + pid)
                .flatMap(stat -> devices(stat, gaps).map(open -> known(key, new HostProcess(stat, open), now))));
    }

    private static Known known(Object files, HostProcess process, long now) {
        boolean old = now - process.stat().startedTicks() > SETTLED_TICKS;
        return new Known(files, process, old && !process.isOfInterest());
    }

    private Optional<OpenDevices> devices(ThreadStat stat, Gaps gaps) {
        if (stat.isKthread()) {
            return Optional.of(OpenDevices.NONE);
        }
        try {
            return Optional.of(OpenDevices.read(files, stat.tid()));
        } catch (AccessDeniedException e) {
            gaps.add(
                    "guests that other users run",
                    "their open files may not be seen: run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH");
            return Optional.of(OpenDevices.NONE);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Object> openFilesNow(int pid) {
        try {
            BasicFileAttributes directory =
                    Files.readAttributes(files.path("proc/" + pid + "/fd"), BasicFileAttributes.class);
            return Optional.of(
                    List.of(String.valueOf(directory.fileKey()), directory.size(), directory.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private long ticksSinceBoot() {
        return files.read("proc/uptime")
                .map(text -> text.split("[ .]", 3)[0])
                .filter(seconds -> seconds.matches("[0-9]{1,12}"))
                .map(seconds -> 100 * Long.parseLong(seconds))
                .orElse(0L);
    }
}
