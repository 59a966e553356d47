package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.TestBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Linux guest in QEMU, unmodified, migrates from one port to another while a second one pings it and sends it a stream.
 * What the backend writes into its memory meanwhile arrives only if QEMU finds it in the dirty log. Large frames take several
 * buffers each, most of which the guest itself does not write to, and they lie there unread until it has moved: without the
 * log the sum of the stream, which is not checked otherwise, is another.
 */
@Timeout(180)
class QemuMigrationTest {

    /** 3.4 MB: more than the guest has read, slowly, or keeps unread, when it has moved. */
    private static final int NUMBERS = 500_000;

    /** So slow that the guest receives for some seconds while its memory is copied. */
    private static final int BYTES_PER_SECOND = 48 << 20;

    @TempDir
    Path directory;

    @Test
    void aGuestMigratesWhileFramesComeIn() throws IOException, NoSuchAlgorithmException {
        PingingLinux linux = PingingLinux.in(directory);
        String migration = "unix:" + directory.resolve("migration");
        String[] incoming = Stream.of(Qmp.options(monitor("target")), new String[] {"-incoming", migration})
                .flatMap(Stream::of)
                .toArray(String[]::new);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "vm1", "vm2", "vm3");
                Client source = linux.boot("me=1 listen=1", backend.socket("vm1"), Qmp.options(monitor("source")));
                Client target = linux.boot("me=1", backend.socket("vm3"), incoming);
                Client pinging = linux.boot("me=2 peer=1 forever=1 stream=" + NUMBERS, backend.socket("vm2"));
                Qmp monitor = Qmp.connect(monitor("source"))) {
            PingingLinux.awaitReplies(pinging);
            monitor.ask("{'execute':'migrate-set-parameters','arguments':{'max-bandwidth':" + BYTES_PER_SECOND + "}}");
            monitor.ask("{'execute':'migrate','arguments':{'uri':'" + migration + "'}}");
            Await.until("the migration has ended", () -> !status(monitor).matches("setup|active|device"));
            assertEquals("completed", status(monitor));
            PingingLinux.awaitReplies(pinging);
            String sum = target.await(line -> line.startsWith("stream "));
            assertEquals("stream " + md5OfNumbers() + "  -", sum.strip());
            source.skip();
            assertFalse(source.lines().stream().anyMatch(line -> line.startsWith("stream ")));
        }
    }

    private Path monitor(String name) {
        return directory.resolve(name + ".qmp");
    }

    private static String status(Qmp monitor) {
        return monitor.ask("{'execute':'query-migrate'}").path("status").asText();
    }

    private static String md5OfNumbers() throws NoSuchAlgorithmException {
        MessageDigest sum = MessageDigest.getInstance("MD5");
        for (int i = 1; i <= NUMBERS; i++) {
            sum.update((i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(sum.digest());
    }
}
