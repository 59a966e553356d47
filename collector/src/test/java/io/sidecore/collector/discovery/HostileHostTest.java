package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Vcpu;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests and their owners choose names, and processes end while they are looked at. */
final class HostileHostTest {

    private final FakeHost host = new FakeHost();

    @AfterEach
    void remove() {
        host.close();
    }

    private HostScan scan() {
        return new HostScan(host.files(), System::nanoTime);
    }

    private void guest(int pid, String name) {
        host.process(pid, "qemu-system-x86", "qemu-system-x86_64", "-name", name)
                .open(pid, 9, "anon_inode:kvm-vm");
    }

    private static List<String> names(Inventory found) {
        return found.guests().stream().map(Guest::name).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "guest=../../etc/passwd | .._.._etc_passwd",
                "guest=<script>alert(1)</script> | _script_alert_1___script_",
                "guest=a b\u001b[31m | a_b__31m",
                "guest=\u202evm | _vm",
                "guest=.. | qemu-system-x86_64-500",
                "guest=// | qemu-system-x86_64-500",
                "guest=, | qemu-system-x86_64-500",
            })
    void namesAreHarmless(String option, String name) {
        host.process(500, "qemu-system-x86", "/usr/bin/qemu-system-x86_64", "-name", option)
                .open(500, 9, "anon_inode:kvm-vm");
        assertEquals(List.of(name), names(scan().scan(VhostView.NONE)));
    }

    @Test
    void aLongNameIsCut() {
        guest(500, "x".repeat(100_000));
        assertEquals(List.of("x".repeat(64)), names(scan().scan(VhostView.NONE)));
    }

    @Test
    void oneNameForSeveralGuests() {
        guest(500, "vm");
        guest(600, "vm");
        guest(700, "vm-600");
        HostScan scan = scan();
        assertEquals(List.of("vm", "vm-600", "vm-600-700"), names(scan.scan(VhostView.NONE)));
        host.remove("proc/500");
        assertEquals(List.of("vm-600", "vm-600-700"), names(scan.scan(VhostView.NONE)), "names stay");
    }

    @Test
    void aThreadsNameMayHoldAnything() {
        guest(500, "vm");
        host.task(500, 501, "CPU 0/KVM", FakeHost.NORMAL)
                .task(500, 502, ") S 2 (x", FakeHost.NORMAL)
                .task(500, 503, "a\nb", FakeHost.NORMAL)
                .task(500, 504, "CPU 99999999/KVM", FakeHost.NORMAL)
                .task(500, 505, "CPU 0/KVM", FakeHost.NORMAL);
        assertEquals(
                List.of(501),
                scan().scan(VhostView.NONE).guest("vm").orElseThrow().vcpus().stream()
                        .map(Vcpu::tid)
                        .toList());
    }

    @Test
    void vcpusByWhatKvmWasSeenToRun() {
        guest(500, "vm");
        host.task(500, 501, "qemu-system-x86", FakeHost.NORMAL).task(500, 502, "qemu-system-x86", FakeHost.NORMAL);
        Inventory found =
                scan().scan(VhostView.NONE, Map.of(502, 0, 501, 1, 9999, 2)).inventory();
        assertEquals(
                List.of(502, 501),
                found.guest("vm").orElseThrow().vcpus().stream().map(Vcpu::tid).toList());
    }

    /** Four of vCPUs, by KVM's open files; names for two of them only. */
    @Test
    void vcpusThatAreNotFoundAreAGap() {
        guest(500, "vm");
        for (int vcpu = 0; vcpu < 4; vcpu++) {
            host.open(500, 20 + vcpu, "anon_inode:kvm-vcpu:" + vcpu);
        }
        host.task(500, 501, "CPU 0/KVM", FakeHost.NORMAL).task(500, 502, "CPU 1/KVM", FakeHost.NORMAL);
        Inventory found = scan().scan(VhostView.NONE);
        assertEquals(2, found.guest("vm").orElseThrow().vcpus().size());
        assertEquals(
                List.of("vCPU threads of vm"),
                found.gaps().stream().map(Gap::what).toList());
    }

    @Test
    void aGapNamesManyGuestsOnce() {
        for (int pid = 500; pid < 505; pid++) {
            guest(pid, "vm" + pid);
        }
        assertEquals(
                List.of("vCPU threads of vm500, vm501, vm502 and 2 more"),
                scan().scan(VhostView.NONE).gaps().stream().map(Gap::what).toList());
    }

    @Test
    void aFileOfADevicesNameIsNoDevice() throws Exception {
        host.process(500, "editor", "editor").write("tmp/dev/vhost-net", "x");
        host.open(500, 9, host.path("tmp/dev/vhost-net").toString());
        assertEquals(List.of(), names(scan().scan(VhostView.NONE)));
        assertTrue(Files.exists(host.path("proc/500/fd/9")));
    }

    @Test
    void anotherPidNamespaceIsAGap() {
        host.link("proc/self/ns/pid", "pid:[4026532999]");
        List<Gap> gaps = scan().scan(VhostView.NONE).gaps();
        assertEquals(1, gaps.size());
        assertTrue(gaps.get(0).reason().contains("--pid=host"), gaps.toString());
    }

    /** Whatever file of a guest is missing, cut short or nonsense: no crash, and the other guest is found. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void damage(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        guest(400, "good");
        List<String> files =
                List.of("stat", "status", "cmdline", "cgroup", "task/500/stat", "task/501/stat", "task", "fd");
        List<String> texts =
                List.of("", "\0\0\0", "500 (", "500 () S", "(((((", "0::", "Tgid:\t-1\nCpus_allowed_list:\t,\n");
        for (int round = 0; round < 20; round++) {
            guest(500, "vm" + round);
            host.task(500, 501, "vhost-500", FakeHost.USER_WORKER).open(500, 20, "/dev/vhost-net");
            for (int i = 0; i < 2; i++) {
                String file = "proc/500/" + files.get(random.nextInt(files.size()));
                if (Files.exists(host.path(file))) {
                    host.remove(file);
                }
                if (random.nextBoolean()) {
                    host.tryWrite(file, texts.get(random.nextInt(texts.size())));
                }
            }
            Inventory found = scan().scan(VhostView.NONE);
            Set<String> unique = new HashSet<>(names(found));
            assertTrue(unique.contains("good"), () -> "seed " + seed + ": " + found);
            host.remove("proc/500");
            host.remove("proc/501");
        }
    }
}
