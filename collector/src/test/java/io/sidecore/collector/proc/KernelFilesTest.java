package io.sidecore.collector.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelFilesTest {

    @TempDir
    private Path root;

    private HostFiles with(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
            return new HostFiles(root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNotThereIsAbsent() {
        HostFiles files = new HostFiles(root);
        assertEquals(Optional.empty(), files.read("proc/stat"));
        assertEquals(List.of(), files.list("sys"));
        assertFalse(files.exists("dev/kvm"));
        assertEquals(Optional.empty(), with("proc/stat", "").read("proc"), "a directory");
    }

    @Test
    void whiteSpaceAtTheEndsIsDropped() {
        assertEquals(Optional.of("a b"), with("f", " a b\n\n").read("f"));
    }

    @Test
    void aSchedstatIsThreeNumbers() {
        assertEquals(new Schedstat(77, Long.MAX_VALUE, 3), Schedstat.parse("77 9223372036854775807 3\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2", "1 2 3 4", "1 2 x", "-1 2 3", "1.5 2 3"})
    void whatIsNoSchedstatIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Schedstat.parse(text));
    }

    @Test
    void aStatusHasWhatWeNeed() {
        ThreadStatus status = ThreadStatus.parse("Name:\tvhost-1\nCapEff:\t000000c000800000\nCpus_allowed:\t3\n"
                + "Cpus_allowed_list:\t0-1\nvoluntary_ctxt_switches:\t156\nnonvoluntary_ctxt_switches:\t28");
        assertEquals(new ThreadStatus(CpuSet.of(0, 1), 0xc000800000L, 156, 28), status);
        assertTrue(status.may(ThreadStatus.Capability.CAP_BPF));
        assertTrue(status.may(ThreadStatus.Capability.CAP_PERFMON));
        assertTrue(status.may(ThreadStatus.Capability.CAP_SYS_NICE));
        assertFalse(status.may(ThreadStatus.Capability.CAP_SYS_ADMIN));
    }

    @Test
    void aStatusWithoutALineSaysWhich() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ThreadStatus.parse("Name:\tx\nCapEff:\t0"));
        assertTrue(e.toString().endsWith("it has no line Cpus_allowed_list"), e.toString());
    }

    @Test
    void ourOwnFilesAreUnderstood() {
        HostFiles host = HostFiles.ofThisHost();
        assertTrue(host.read("proc/thread-self/status").map(ThreadStatus::parse).isPresent());
        assertTrue(host.read("proc/stat").map(CpuTimes::parse).orElseThrow().total() > 0);
        HostCpus cpus = HostCpus.read(host);
        assertTrue(cpus.online().count() <= cpus.possible().count());
    }

    @Test
    void theHostsCpus() {
        with("sys/devices/system/cpu/online", "0,2\n");
        with("sys/devices/system/cpu/possible", "0-3\n");
        with("sys/devices/system/cpu/isolated", "2\n");
        with("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        with("sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "performance\n");
        assertEquals(
                new HostCpus(
                        CpuSet.of(0, 2),
                        CpuSet.parse("0-3"),
                        Optional.of(CpuSet.of(2)),
                        Optional.of("performance, powersave")),
                HostCpus.read(new HostFiles(root)));
    }

    @Test
    void aHostThatSaysNothingHasTheCpusOfTheJvm() {
        HostCpus cpus = HostCpus.read(with("sys/devices/system/cpu/isolated", "\n"));
        assertEquals(Runtime.getRuntime().availableProcessors(), cpus.online().count());
        assertEquals(Optional.empty(), cpus.isolated());
        assertEquals(Optional.empty(), cpus.governors());
    }

    @Test
    void guestTimeIsNotCountedTwice() {
        // user includes guest (90): total is the first eight.
        CpuTimes times = CpuTimes.parse("cpu  100 0 20 860 0 0 10 10 90 0\ncpu0 1 2 3\n");
        assertEquals(new CpuTimes(1000, 10), times);
        assertEquals(0.01, times.stealShare());
        assertEquals(0, new CpuTimes(0, 0).stealShare());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8", "cpu a b c d e f g h"})
    void whatIsNoStatIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CpuTimes.parse(text));
    }

    @Test
    void hugePagesBySize() {
        with("sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0\n");
        with("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "512\n");
        with("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "500\n");
        with("sys/kernel/mm/hugepages/other/nr_hugepages", "9\n");
        assertEquals(
                List.of(new HugePages(1048576, 0, 0), new HugePages(2048, 512, 500)),
                HugePages.read(new HostFiles(root)));
    }

    @Test
    void kernelReleasesCompare() {
        assertEquals(new KernelRelease(6, 1), KernelRelease.parse("6.1.0-13-amd64\n"));
        assertTrue(new KernelRelease(5, 15).isBefore(new KernelRelease(6, 1)));
        assertTrue(new KernelRelease(5, 4).isBefore(new KernelRelease(5, 8)));
        assertFalse(new KernelRelease(5, 8).isBefore(new KernelRelease(5, 8)));
        assertThrows(IllegalArgumentException.class, () -> KernelRelease.parse("linux"));
    }
}
