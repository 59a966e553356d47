package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory that looks like the root of a host. Not a JUnit {@code TempDir}, which warns of each link that leads out of
 * it.
 */
final class FakeHost implements AutoCloseable {

    static final long KTHREAD = 0x20_8040;
    static final long USER_WORKER = 0x40_4040;
    static final long NORMAL = 0x40_0100;

    private final Path root;

    FakeHost() {
        try {
            root = Files.createTempDirectory("sidecore-host");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write("proc/uptime", "100000.00 5.00");
        write("proc/self/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0");
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory");
    }

    HostFiles files() {
        return new HostFiles(root);
    }

    Path path(String path) {
        return root.resolve(path);
    }

    FakeHost write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, if there is room for it: where a directory is, there is not. */
    void tryWrite(String path, String text) {
        if (Files.isDirectory(root.resolve(path).resolveSibling(".")) && !Files.isDirectory(root.resolve(path))) {
            write(path, text);
        }
    }

    FakeHost link(String path, String target) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.createSymbolicLink(file, Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String path) {
        try (Stream<Path> all = Files.walk(root.resolve(path))) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        remove("");
    }

    /** A process with its main thread; it began {@code pid} ticks after boot. */
    FakeHost process(int pid, String comm, String... commandLine) {
        thread("proc/" + pid, pid, comm, 1, NORMAL);
        thread("proc/" + pid + "/task/" + pid, pid, comm, 1, NORMAL);
        status(pid, pid);
        write("proc/" + pid + "/cmdline", String.join("\0", commandLine) + "\0");
        write("proc/" + pid + "/cgroup", "0::/machine.slice/" + pid + "\n");
        write("proc/" + pid + "/fd/.keep", "");
        return this;
    }

    FakeHost open(int pid, int fd, String target) {
        return link("proc/" + pid + "/fd/" + fd, target);
    }

    /** A thread of a process, with what {@code /proc/TID} shows of it too. */
    FakeHost task(int pid, int tid, String comm, long flags) {
        thread("proc/" + pid + "/task/" + tid, tid, comm, 1, flags);
        status(pid, tid);
        write("proc/" + tid + "/cgroup", "0::/machine.slice/" + pid + "\n");
        return this;
    }

    FakeHost kthread(int tid, String comm) {
        thread("proc/" + tid, tid, comm, 2, KTHREAD);
        status(tid, tid);
        write("proc/" + tid + "/cgroup", "0::/\n");
        return write("proc/" + tid + "/fd/.keep", "");
    }

    private void status(int pid, int tid) {
        write("proc/" + tid + "/status", "Name:\tx\nTgid:\t" + pid + "\nCpus_allowed_list:\t0-3\n");
    }

    private void thread(String directory, int tid, String comm, int parent, long flags) {
        write(
                directory + "/stat",
                tid + " (" + comm + ") S " + parent + " 1 1 0 -1 " + flags + " 0 0 0 0 0 0 0 0 20 0 1 0 " + tid
                        + " 0 0 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 2 0 0 0 0 0\n");
    }
}
