package io.sidecore.vhostuser.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of {@link SocketPath} and {@link ListenSocket}: what may be replaced, and what may not. */
class SocketPathTest {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    @TempDir
    private Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = directory.resolve("x.sock");
    }

    @Test
    void listensAndPutsItsPathAway() {
        Leaks before = Leaks.now();
        try (ListenSocket socket = ListenSocket.on(path);
                MessageSocket client = MessageSocket.connect(path);
                MessageSocket accepted = socket.accept().orElseThrow()) {
            client.send(Message.of(Request.SET_OWNER));
            assertEquals("SET_OWNER", accepted.receive().orElseThrow().name());
        }
        assertFalse(Files.exists(path));
        assertEquals(before.descriptors(), Leaks.now().descriptors());
    }

    @Test
    void replacesASocketThatNobodyListensOn() {
        try (Fd left = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_UNIX, 1, 0)));
                UnixAddress address = new UnixAddress(path)) {
            SystemCalls.check("bind", LibC.C.bind(left.number(), address.address, UnixAddress.BYTES));
        }
        assertTrue(Files.exists(path));
        ListenSocket.on(path).close();
    }

    @Test
    void leavesASocketThatSomebodyListensOn() {
        try (ListenSocket other = ListenSocket.on(path)) {
            assertRefused("another process listens on " + path + " (want a free path)");
            assertEquals(path, other.path());
        }
    }

    @Test
    void leavesASocketOfAnotherKind() {
        try (Fd other = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_UNIX, SOCK_DGRAM, 0)));
                UnixAddress address = new UnixAddress(path)) {
            SystemCalls.check("bind", LibC.C.bind(other.number(), address.address, UnixAddress.BYTES));
            assertRefused("cannot tell whether somebody listens: connect to " + path + ": errno 91 (want a free path)");
            assertTrue(Files.exists(path));
        }
    }

    @Test
    void leavesAPlainFile() throws IOException {
        Files.createFile(path);
        assertRefused(path + " is there already and is no socket (want a free path)");
        assertTrue(Files.exists(path));
    }

    @Test
    void leavesAPipe() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        assertRefused(path + " is there already and is no socket (want a free path)");
        assertTrue(Files.exists(path));
    }

    @Test
    void leavesALinkThatLeadsNowhere() throws IOException {
        Files.createSymbolicLink(path, directory.resolve("nothing"));
        assertRefused(path + " is there already and is no socket (want a free path)");
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void makesTheDirectoryIfOnlyThatIsMissing() {
        path = directory.resolve("sidecore").resolve("x.sock");
        SocketPath.claim(path);
        assertTrue(Files.isDirectory(directory.resolve("sidecore")));
    }

    @Test
    void wantsADirectory() {
        Path elsewhere = directory.resolve("nothing").resolve("nor");
        path = elsewhere.resolve("x.sock");
        assertRefused("no such directory: " + elsewhere + " (want one to put " + path + " into)");
    }

    @Test
    void wantsAPathThatFitsIntoAnAddress() {
        path = directory.resolve("x".repeat(120));
        int bytes = path.toString().length();
        assertRefused("socket path is " + bytes + " bytes long, the system allows 107: " + path);
    }

    private void assertRefused(String reason) {
        Leaks before = Leaks.now();
        assertEquals(
                reason,
                assertThrows(IllegalArgumentException.class, () -> ListenSocket.on(path))
                        .getMessage());
        assertEquals(before.descriptors(), Leaks.now().descriptors());
    }

    @Test
    void shutdownEndsTheWaitForAFrontend() {
        try (ListenSocket socket = ListenSocket.on(path)) {
            CompletableFuture<Optional<MessageSocket>> waiting = CompletableFuture.supplyAsync(socket::accept);
            socket.shutdown();
            assertEquals(Optional.empty(), waiting.join());
        }
    }
}
