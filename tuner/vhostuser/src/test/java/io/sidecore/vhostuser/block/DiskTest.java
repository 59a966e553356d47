package io.sidecore.vhostuser.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.server.PortSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What serves as a disk, and how the command line says so. */
class DiskTest {

    @TempDir
    private Path directory;

    private Path file(int bytes) throws IOException {
        return Files.write(directory.resolve("disk.img"), new byte[bytes]);
    }

    @Test
    void aFileServesOneWriterOrManyReaders() throws IOException {
        Path file = file(4096);
        DiskSpec reader = new DiskSpec(file, true, true, DiskSpec.Engine.AUTO, "");
        try (Disk writer = Disk.open(DiskSpec.of(file))) {
            assertEquals(8, writer.sectors());
            assertThrows(IllegalArgumentException.class, () -> Disk.open(DiskSpec.of(file)));
            assertThrows(IllegalArgumentException.class, () -> Disk.open(reader));
        }
        try (Disk one = Disk.open(reader);
                Disk other = Disk.open(reader)) {
            assertTrue(one.isReadOnly() && other.isReadOnly());
        }
    }

    @Test
    void halfASectorAtTheEndIsLeftOut() throws IOException {
        try (Disk disk = Disk.open(DiskSpec.of(file(1300)))) {
            assertEquals(2, disk.sectors());
        }
        assertThrows(IllegalArgumentException.class, () -> Disk.open(DiskSpec.of(file(511))));
        assertThrows(IllegalArgumentException.class, () -> Disk.open(DiskSpec.of(directory)));
    }

    @Test
    void aPortIsADiskWithItsOptions() {
        PortSpec port = PortSpec.parse(
                "/run/vm1.sock,type=blk,file=/d.img,readonly=on,queues=4,serial=a,direct=off,aio=threads");
        DiskSpec want = new DiskSpec(Path.of("/d.img"), true, false, DiskSpec.Engine.THREADS, "a");
        assertEquals(want, port.disk().orElseThrow());
        assertEquals(4, port.pairs());
        assertEquals(PortSpec.Type.BLK, port.type());
        assertEquals(
                DiskSpec.of(Path.of("d")),
                PortSpec.parse("x,type=blk,file=d").disk().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,type=blk | no file for the disk",
                "x,type=blk,file= | no file for the disk",
                "x,file=d | not an option of such a port: 'file'",
                "x,type=blk,file=d,vlan=3 | not an option of such a port: 'vlan'",
                "x,type=blk,file=d,readonly=yes | not a value of readonly: 'yes'",
                "x,type=blk,file=d,aio=native | not a value of aio: 'native'",
                "x,type=blk,file=d,serial=123456789012345678901 | serial must have at most 20 bytes",
            })
    void whatIsWrongIsSaid(String port, String words) {
        String said = String.valueOf(assertThrows(IllegalArgumentException.class, () -> PortSpec.parse(port))
                .getMessage());
        assertTrue(said.contains(words), said);
    }
}
