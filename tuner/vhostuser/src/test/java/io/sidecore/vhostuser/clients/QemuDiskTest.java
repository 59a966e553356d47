package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.BackendProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Linux guest in QEMU, unmodified, writes to its disk, and reads what it wrote, while the backend is killed and started
 * again and again.
 */
@Timeout(300)
class QemuDiskTest {

    private static final List<String> MODULES = List.of(
            "virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci", "virtio_blk");

    private static final int ROUNDS = 8;
    private static final long DISK_BYTES = 64L << 20;

    /** Two writers at once, so that requests overtake each other; the sum is of what the disk itself says. */
    private static final String INIT = """
            #!/bin/busybox sh
            export PATH=/bin
            busybox mkdir -p /proc /dev /sys && busybox mount -t proc proc /proc && busybox mount -t devtmpfs dev /dev
            busybox mount -t sysfs sys /sys
            for round in 1 2 3; do for m in /modules/*; do busybox insmod $m 2>/dev/null; done; done
            until [ -b /dev/vda ]; do :; done
            echo # what the firmware has left on this line
            echo "serial $(busybox cat /sys/block/vda/serial) sectors $(busybox cat /sys/block/vda/size)"
            busybox dd if=/dev/urandom of=/data bs=1M count=6 2>/dev/null
            want=$(busybox md5sum </data)
            for round in 1 2 3 4 5 6 7 8; do
              echo "round $round"
              busybox dd if=/data of=/dev/vda bs=64k seek=$((round * 96)) conv=fsync 2>/dev/null &
              busybox dd if=/data of=/dev/vda bs=64k seek=$((round * 96 - 96)) oflag=direct 2>/dev/null
              wait
              echo 3 >/proc/sys/vm/drop_caches
              for seek in $((round * 96)) $((round * 96 - 96)); do
                got=$(busybox dd if=/dev/vda bs=64k skip=$seek count=96 2>/dev/null | busybox md5sum)
                [ "$got" = "$want" ] || echo "bad sum in round $round at $seek"
              done
            done
            echo "all rounds done"
            busybox sleep 600
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", ",packed=on"})
    void aGuestLosesNothingWhenItsBackendIsKilled(String options) throws IOException {
        LinuxGuest linux = LinuxGuest.in(directory, INIT, MODULES);
        Path file = directory.resolve("disk.img");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(DISK_BYTES);
        }
        String port = "vm1,type=blk,serial=disk23,file=" + file;
        BackendProcess backend = new BackendProcess(directory, 1, "sleep", port);
        try (Client guest = boot(linux, options)) {
            assertEquals(
                    "serial disk23 sectors " + DISK_BYTES / 512,
                    guest.await(line -> line.startsWith("serial")).strip());
            for (int round = 1; round <= ROUNDS; round++) {
                String begun = "round " + round;
                String line = guest.await(said -> said.startsWith(begun) || said.startsWith("bad"));
                assertEquals(begun, line.strip());
                backend.kill();
                backend = new BackendProcess(directory, 1, "sleep", port);
            }
            assertEquals(
                    "all rounds done",
                    guest.await(line -> line.startsWith("all") || line.startsWith("bad"))
                            .strip());
        } finally {
            backend.close();
        }
    }

    private Client boot(LinuxGuest linux, String options) {
        return linux.boot(
                "",
                "-chardev",
                "socket,id=c0,reconnect=1,path=" + directory.resolve("vm1.sock"),
                "-device",
                "vhost-user-blk-pci,chardev=c0,vectors=0" + options);
    }
}
