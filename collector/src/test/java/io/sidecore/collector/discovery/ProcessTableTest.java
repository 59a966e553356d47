package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of processes from scan to scan, and what must not be. */
final class ProcessTableTest {

    private final FakeHost host = new FakeHost();
    private final ProcessTable table = new ProcessTable(host.files());

    @AfterEach
    void remove() {
        host.close();
    }

    private List<HostProcess> look() {
        return table.look(new Gaps());
    }

    private static int owners(List<HostProcess> processes) {
        return (int) processes.stream().filter(it -> it.devices().ownsVm()).count();
    }

    @Test
    void aProcessThatBecomesAGuestLater() {
        host.process(500, "sh", "sh");
        assertEquals(0, owners(look()));
        host.open(500, 9, "anon_inode:kvm-vm");
        assertEquals(1, owners(look()));
    }

    @Test
    void anotherProcessOfTheSameNumber() {
        host.process(500, "sh", "sh");
        look();
        host.remove("proc/500");
        assertEquals(List.of(), look());
        host.process(500, "qemu", "qemu").open(500, 9, "anon_inode:kvm-vm");
        assertEquals(1, owners(look()));
    }

    @Test
    void aGuestThatClosesItsVm() {
        host.process(500, "qemu", "qemu").open(500, 9, "anon_inode:kvm-vm");
        assertEquals(1, owners(look()));
        host.remove("proc/500/fd/9");
        assertEquals(0, owners(look()));
    }

    /** A process that was of no interest is not read again while its open files stay as they are, but for now and then. */
    @Test
    void aQuietProcessIsReadAgainSeldom() {
        host.process(500, "sh", "sh");
        look();
        host.remove("proc/500/stat");
        int missed = 0;
        for (int scan = 0; scan < 64; scan++) {
            missed += look().isEmpty() ? 1 : 0;
        }
        assertTrue(missed >= 1 && missed < 64, "that its stat is gone was noticed " + missed + " times in 64");
    }

    @Test
    void aYoungProcessIsReadAgainEachTime() {
        host.write("proc/uptime", "6.00 1.00").process(500, "sh", "sh"); // it began 5 s after boot
        look();
        host.remove("proc/500/stat");
        assertEquals(List.of(), look());
    }
}
