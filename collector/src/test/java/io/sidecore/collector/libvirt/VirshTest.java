package io.sidecore.collector.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VirshTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private String program(String body) throws IOException {
        Path file = directory.resolve("virsh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    /** libvirt has a driver for tests, with one guest in it. */
    @Test
    void theRealOneNamesItsTestGuest() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/virsh")), "virsh (libvirt-clients) is not installed");
        Map<String, String> names = new Virsh("/usr/bin/virsh", "test:///default", LONG).namesByUuid();
        assertEquals(Map.of("6695eb01-f6a4-8304-79aa-97f2502e193f", "test"), names);
    }

    @Test
    void aNameMayHaveBlanksAndNoLineIsTrusted() {
        assertEquals(
                Map.of("6695eb01-f6a4-8304-79aa-97f2502e193f", "my vm"),
                Virsh.parse(" 6695EB01-f6a4-8304-79aa-97f2502e193f   my vm  \nerror: x\n\n12 vm2\n"));
    }

    @Test
    void oneThatIsMissing() {
        assertThrows(IOException.class, () -> new Virsh("/no/such/virsh", "x", LONG).namesByUuid());
    }

    @Test
    void oneThatFailsSaysWhy() throws IOException {
        Virsh virsh = new Virsh(program("echo 'error: no daemon' >&2; exit 1"), "x", LONG);
        IOException failure = assertThrows(IOException.class, virsh::namesByUuid);
        assertEquals("virsh says: error: no daemon", failure.getMessage());
    }

    @Test
    void oneThatHangsIsEnded() throws IOException {
        Virsh virsh = new Virsh(program("exec sleep 600"), "x", Duration.ofMillis(200));
        IOException failure = assertThrows(IOException.class, virsh::namesByUuid);
        assertTrue(String.valueOf(failure.getMessage()).contains("within 200 ms"), failure.getMessage());
    }
}
