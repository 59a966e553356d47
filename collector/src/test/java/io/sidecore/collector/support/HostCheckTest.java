package io.sidecore.collector.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostCheckTest {

    @TempDir
    private Path root;

    private HostCheckTest with(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        return this;
    }

    private static Capability named(List<Capability> lines, String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Capability kernel(String name) {
        return named(KernelCheck.lines(new HostFiles(root)), name);
    }

    private Capability device(String name) {
        return named(DeviceCheck.lines(new HostFiles(root)), name);
    }

    private Capability cpu(String name) {
        return named(CpuCheck.lines(new HostFiles(root)), name);
    }

    @Test
    void aBareHostLacksEverythingAndSaysWhatFollows() {
        HostFiles bare = new HostFiles(root);
        for (Capability line : KernelCheck.lines(bare)) {
            assertEquals(Capability.State.MISSING, line.state(), line.toString());
        }
        assertEquals(Capability.State.MISSING, device("/dev/kvm").state());
        assertEquals(Capability.State.MISSING, device("/dev/vhost-net").state());
        assertEquals(Capability.State.DEGRADED, device("huge pages").state());
        assertEquals(Capability.State.MISSING, cpu("steal").state());
    }

    @Test
    void anOldKernelHasNoProbes() throws IOException {
        with("proc/sys/kernel/osrelease", "5.4.0-1\n");
        assertEquals(Capability.State.DEGRADED, kernel("kernel").state());
        with("proc/sys/kernel/osrelease", "5.8.0\n");
        assertEquals(Capability.State.OK, kernel("kernel").state());
    }

    @Test
    void privilegesAreNamed() throws IOException {
        String rest = "\nCpus_allowed_list:\t0\nvoluntary_ctxt_switches:\t0\nnonvoluntary_ctxt_switches:\t0\n";
        with("proc/thread-self/status", "Name:\tx\nCapEff:\t000001ffffffffff" + rest);
        assertEquals(Capability.State.OK, kernel("privileges").state());
        with("proc/thread-self/status", "Name:\tx\nCapEff:\t0000008000000000" + rest);
        assertEquals("without CAP_PERFMON, CAP_SYS_NICE", kernel("privileges").detail());
        with("proc/thread-self/status", "Name:\tx\nCapEff:\t0000000000200000" + rest);
        assertEquals("without CAP_SYS_NICE", kernel("privileges").detail(), "CAP_SYS_ADMIN does for BPF");
    }

    @Test
    void aSchedstatOfZerosIsNone() throws IOException {
        with("proc/thread-self/schedstat", "0 0 0\n");
        assertEquals(Capability.State.MISSING, kernel("schedstat").state());
        with("proc/thread-self/schedstat", "5 0 1\n");
        assertEquals(Capability.State.OK, kernel("schedstat").state());
    }

    @Test
    void cpus() throws IOException {
        with("sys/devices/system/cpu/online", "0-7");
        with("sys/devices/system/cpu/isolated", "6-7");
        with("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave");
        with("proc/stat", "cpu  50 0 0 45 0 0 0 5 0 0\n");
        assertEquals(Capability.ok("CPUs", "8 online (0-7)"), cpu("CPUs"));
        assertEquals(Capability.ok("isolated CPUs", "6-7"), cpu("isolated CPUs"));
        assertEquals(Capability.State.DEGRADED, cpu("CPU governor").state());
        assertEquals("5.0% of CPU time since boot", cpu("steal").detail());
        assertEquals(Capability.State.DEGRADED, cpu("steal").state());
    }

    @Test
    void hugePages() throws IOException {
        with("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "512");
        with("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "500");
        assertEquals(Capability.ok("huge pages", "500 of 512 free, 2048 KiB each"), device("huge pages"));
    }

    /** On this host, whatever it is: no crash, each name once, and a consequence for each lack. */
    @Test
    void thisHostIsDescribed() {
        List<Capability> lines = HostCheck.run(HostFiles.ofThisHost(), System::nanoTime);
        Set<String> names = new HashSet<>();
        for (Capability line : lines) {
            assertTrue(names.add(line.name()), line.name());
        }
        assertTrue(names.containsAll(Set.of("kernel", "BTF", "libbpf", "/dev/kvm", "CPUs", "steal")), names.toString());
    }

    @Test
    void aLackHasAConsequence() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Capability("x", Capability.State.MISSING, "absent", Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> Capability.ok("x", " "));
    }
}
