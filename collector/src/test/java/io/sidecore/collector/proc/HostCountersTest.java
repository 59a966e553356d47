package io.sidecore.collector.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of what the kernel counts of cgroups, CPUs and memory. */
final class HostCountersTest {

    private static final Duration LIMIT = Duration.ofMillis(100);

    @TempDir
    private Path root;

    private HostFiles with(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        return new HostFiles(root);
    }

    private static OptionalLong of(long value) {
        return OptionalLong.of(value);
    }

    @Test
    void limitsOfACgroupAndOfAllAboveIt() throws IOException {
        with("proc/self/mounts", "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n");
        with("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io");
        with("sys/fs/cgroup/m/vm1/cpu.max", "150000 100000");
        with(
                "sys/fs/cgroup/m/vm1/cpu.stat",
                "usage_usec 900\nuser_usec 1\nnr_periods 10\nnr_throttled 3\nthrottled_usec 70\nnr_bursts 0\n");
        with("sys/fs/cgroup/m/cpu.max", "max 100000");
        HostFiles files = with("sys/fs/cgroup/m/cpu.stat", "usage_usec 1000\n");
        OptionalLong none = OptionalLong.empty();
        assertEquals(
                List.of(
                        new CgroupSample("/m", of(1000), none, none, none, none, of(100_000)),
                        new CgroupSample("/m/vm1", of(900), of(10), of(3), of(70), of(150_000), of(100_000))),
                new CgroupLimits(files, Cgroups.find(files)).read(List.of("/m/vm1", "/m/vm1", "/m/gone", "/")));
    }

    @Test
    void thePathOfAThread() throws IOException {
        Cgroups cgroups = new Cgroups(Optional.of("sys/fs/cgroup"));
        HostFiles files = with("proc/5/cgroup", "1:name=systemd:/x\n0::/m/vm1\n");
        assertEquals(Optional.of("/m/vm1"), cgroups.of(files, "proc/5"));
        with("proc/6/cgroup", "0::/../outside\n");
        assertEquals(Optional.empty(), cgroups.of(files, "proc/6"), "it is outside of our cgroup namespace");
        with("proc/7/cgroup", "0::/m/old (deleted)\n");
        assertEquals(Optional.empty(), cgroups.of(files, "proc/7"));
        assertEquals(Optional.empty(), cgroups.of(files, "proc/8"));
    }

    @Test
    void version1IsAGap() throws IOException {
        HostFiles files = with(
                "proc/self/mounts",
                "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n");
        with("sys/fs/cgroup/unified/cgroup.controllers", "");
        Cgroups cgroups = Cgroups.find(files);
        assertEquals(Optional.empty(), cgroups.mount());
        assertTrue(cgroups.gap().orElseThrow().reason().contains("unified_cgroup_hierarchy"));
        with("proc/5/cgroup", "0::/\n");
        assertEquals(Optional.empty(), cgroups.of(files, "proc/5"));
        assertEquals(List.of(), new CgroupLimits(files, cgroups).read(List.of("/m")));
    }

    @Test
    void ticksOfEachCpu() throws IOException {
        HostFiles files = with(
                "proc/stat",
                "cpu  1 1 1 1 1 1 1 1 1 1\ncpu0 10 2 3 40 5 6 7 8 9 1\ncpu3 1 0 0 0 0 0 0 0 0 0\n"
                        + "cpu4 1 2\ncpu5 1 2 3 4 5 6 7 8 9 99999999999999999999\nintr " + "0 ".repeat(100_000) + "\n");
        assertEquals(
                List.of(new CpuSample(0, 12, 3, 45, 6, 7, 8, 10), new CpuSample(3, 1, 0, 0, 0, 0, 0, 0)),
                CpuTicks.read(files));
        assertEquals(List.of(), CpuTicks.read(new HostFiles(root.resolve("none"))));
        assertFalse(CpuTicks.read(HostFiles.ofThisHost()).isEmpty());
    }

    @Test
    void nodesThatHoldMoreThanATenth() throws IOException {
        HostFiles files = with("proc/5/numa_maps", """
                7f00 default anon=9 dirty=9 N0=1000 N2=50 kernelpagesize_kB=4
                7f01 default file=/a\\040N3=7777 mapped=1 mapmax=2 N0=1 kernelpagesize_kB=4
                7f02 bind:1 huge anon=1 N1=1 kernelpagesize_kB=1024
                7f03 default

                """);
        assertEquals(
                List.of(0, 1),
                NumaMaps.read(files, 5, LIMIT, System::nanoTime).orElseThrow().nodes());
        with("proc/6/numa_maps", "");
        assertEquals(
                List.of(),
                NumaMaps.read(files, 6, LIMIT, System::nanoTime).orElseThrow().nodes());
        assertEquals(Optional.empty(), NumaMaps.read(files, 7, LIMIT, System::nanoTime));
    }

    @Test
    void mapsThatTakeTooLongAreNotHalfRead() throws IOException {
        HostFiles files = with("proc/5/numa_maps", "7f00 default N0=1 kernelpagesize_kB=4\n".repeat(1000));
        AtomicLong clock = new AtomicLong();
        assertEquals(Optional.empty(), NumaMaps.read(files, 5, LIMIT, () -> clock.addAndGet(1_000_000)));
    }
}
