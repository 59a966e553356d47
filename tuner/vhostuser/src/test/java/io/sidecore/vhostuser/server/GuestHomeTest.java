package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestHomeTest {

    @TempDir
    private Path proc;

    private Optional<Set<String>> cgroups(String text) throws IOException {
        Files.createDirectories(proc.resolve("40"));
        Files.writeString(proc.resolve("40/cgroup"), text);
        return new GuestHome(proc).cgroups(40);
    }

    @Test
    void cgroupsHaveTheirControllers() throws IOException {
        assertEquals(
                Optional.of(Set.of("cpu,cpuacct:/vm1", ":/machine.slice/vm1")),
                cgroups("4:cpu,cpuacct:/vm1\n3:memory:/\n0::/machine.slice/vm1\n"));
    }

    @Test
    void theRootAloneIsKnownAndAProcessThatIsGoneIsNot() throws IOException {
        assertEquals(Optional.of(Set.of()), cgroups("0::/\n"));
        assertEquals(Optional.empty(), new GuestHome(proc).cgroups(41));
        assertEquals(Optional.empty(), new GuestHome(proc).cgroups(0), "it is in another PID namespace");
    }
}
