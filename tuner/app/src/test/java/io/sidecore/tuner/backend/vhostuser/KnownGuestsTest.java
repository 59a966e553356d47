package io.sidecore.tuner.backend.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.policies.Cores;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.vhostuser.control.BackendClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownGuestsTest {

    private static final Cores CORES = new Cores(CpuSet.of(0), CpuSet.parse("0-3"));

    @TempDir
    private Path root;

    private FakeControl control;
    private VhostUserBackend backend;
    private long nowNanos;

    @BeforeEach
    void connect() throws IOException {
        Path socket = root.resolve("control.sock");
        control = new FakeControl(socket);
        backend = new VhostUserBackend(BackendClient.connect(socket), new HostFiles(root), () -> nowNanos);
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
        control.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    /** A process with one vCPU. */
    private void qemu(int pid, String cpus) throws IOException {
        int tid = pid + 1;
        write(
                "proc/" + pid + "/task/" + tid + "/stat",
                tid + " (CPU 0/KVM) R 1 1 1" + " 0".repeat(32) + " 0 0 0 0 0 0\n");
        write("proc/" + tid + "/status", "Name:\tx\nCpus_allowed_list:\t" + cpus + "\n");
    }

    private GuestFacts seen(String guest) {
        Host host = backend.host(CORES);
        backend.placement();
        return host.guests().apply(guest);
    }

    private static GuestFacts facts(String cgroup, int node, int cpu) {
        return new GuestFacts(Optional.of(Set.of(cgroup)), OptionalInt.of(node), Optional.of(CpuSet.of(cpu)));
    }

    private static String guest(String name, int introduction, int process, String cgroup) {
        return "{'guest':'" + name + "','introduction':" + introduction + ",'process':" + process
                + ",'node':1,'cgroups':['" + cgroup + "']}";
    }

    @Test
    void aGuestIsWhereItsBackendAndProcSay() throws IOException {
        qemu(40, "3");
        control.introduce(guest("vm1", 1, 40, ":/vm1"), "{'guest':'vm2','introduction':2}");
        assertEquals(facts(":/vm1", 1, 3), seen("vm1"));
        assertEquals(GuestFacts.UNKNOWN, seen("vm2"));
        assertEquals(GuestFacts.UNKNOWN, seen("vm3"));
    }

    @Test
    void nothingIsReadAgainForEachDecision() throws IOException {
        qemu(40, "3");
        control.introduce(guest("vm1", 1, 40, ":/vm1"));
        assertEquals(facts(":/vm1", 1, 3), seen("vm1"));
        qemu(40, "2");
        control.refuse("guests");
        nowNanos += 60_000_000_000L;
        assertEquals(facts(":/vm1", 1, 3), seen("vm1"));
        nowNanos++;
        assertEquals(facts(":/vm1", 1, 2), seen("vm1"), "after a minute it may be pinned elsewhere");
    }

    @Test
    void afterAMinuteGuestsAreLookedAtOneByOne() throws IOException {
        qemu(40, "3");
        qemu(50, "3");
        control.introduce(guest("vm1", 1, 40, ":/vm1"), guest("vm2", 2, 50, ":/vm2"));
        assertEquals(facts(":/vm2", 1, 3), seen("vm2"));
        qemu(40, "0");
        qemu(50, "0");
        nowNanos += 60_000_000_001L;
        backend.placement();
        Host host = backend.host(CORES);
        long moved = Set.of("vm1", "vm2").stream()
                .filter(guest -> host.guests().apply(guest).vcpus().equals(Optional.of(CpuSet.of(0))))
                .count();
        assertEquals(1, moved);
        backend.placement();
        assertEquals(facts(":/vm1", 1, 0), host.guests().apply("vm1"));
        assertEquals(facts(":/vm2", 1, 0), host.guests().apply("vm2"));
    }

    @Test
    void aFrontendThatReconnectsIsAnother() throws IOException {
        qemu(40, "3");
        control.introduce(guest("vm1", 1, 40, ":/vm1"));
        assertEquals(facts(":/vm1", 1, 3), seen("vm1"));
        qemu(40, "2");
        qemu(60, "0");
        control.introduce(guest("vm1", 2, 40, ":/vm1"), guest("vm6", 3, 60, ":/vm6"));
        assertEquals(facts(":/vm1", 1, 2), seen("vm1"));
        control.introduce(guest("vm6", 3, 60, ":/vm6"));
        assertEquals(GuestFacts.UNKNOWN, seen("vm1"), "it left");
    }

    @Test
    void aGuestThatDiedIsNoError() {
        control.introduce(guest("vm1", 1, 40, ":/vm1"));
        assertEquals(new GuestFacts(Optional.of(Set.of(":/vm1")), OptionalInt.of(1), Optional.empty()), seen("vm1"));
    }

    @Test
    void theHostHasItsNodesAndSiblings() throws IOException {
        write("sys/devices/system/cpu/online", "0-3");
        write("sys/devices/system/node/node0/cpulist", "0-1");
        write("sys/devices/system/node/node1/cpulist", "2-3");
        write("sys/devices/system/cpu/cpu2/topology/core_cpus_list", "2-3");
        write("sys/devices/system/cpu/cpu3/topology/core_cpus_list", "2-3");
        Host host = backend.host(CORES);
        assertEquals(1, host.nodeOf(2));
        assertEquals(CpuSet.of(2, 3), host.coreOf(2));
        assertEquals(CpuSet.of(0), host.coreOf(0));
    }
}
