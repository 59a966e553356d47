package io.sidecore.vhostuser.hostile;

import static io.sidecore.vhostuser.rig.RawGuest.TX;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.RawSocket;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors of the wrong kind, in the place of kicks, calls and memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileDescriptorsTest {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int O_CLOEXEC = 02000000;
    private static final int O_RDWR_CLOEXEC = 2 | O_CLOEXEC;

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 1, PollMode.SLEEP);
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    @ParameterizedTest
    @CsvSource({
        "KICK, NULL,   a descriptor that is /dev/null",
        "KICK, SOCKET, a descriptor that is socket:[",
        "KICK, EPOLL,  a descriptor that is anon_inode:[eventpoll]",
        "KICK, MEMFD,  a descriptor that is /memfd:test",
        "KICK, FILE,   a descriptor that is /proc/",
        "CALL, FILE,   a descriptor that is /proc/",
        "CALL, NULL,   a descriptor that is /dev/null",
        "CALL, SOCKET, a descriptor that is socket:[",
        "CALL, EPOLL,  a descriptor that is anon_inode:[eventpoll]",
        "CALL, MEMFD,  a descriptor that is /memfd:test",
    })
    void noEventFd(String purpose, String kind, String reason) {
        Request request = Request.valueOf("SET_VRING_" + purpose);
        siege.stopsGuestThat(
                guest -> {
                    try (Fd fd = open(kind, guest)) {
                        guest.socket().send(Message.ofWord(request, TX, fd));
                    }
                },
                request + " with " + reason,
                "want an eventfd");
    }

    @ParameterizedTest
    @CsvSource({
        "NULL,   the file has 0 bytes",
        "SOCKET, a descriptor that is socket:[",
        "EPOLL,  a descriptor that is anon_inode:[eventpoll]",
        "FILE,   a descriptor that is /proc/",
    })
    void noMemory(String kind, String reason) {
        siege.stopsGuestThat(
                guest -> {
                    try (Fd fd = open(kind, guest)) {
                        guest.socket().send(RawGuest.memoryTable(fd));
                    }
                },
                reason);
    }

    private static Fd open(String kind, RawGuest guest) {
        return switch (kind) {
            case "NULL" -> new Fd(SystemCalls.check("open", LibC.C.open("/dev/null", O_RDWR_CLOEXEC, 0)));
            case "FILE" -> new Fd(SystemCalls.check("open", LibC.C.open("/proc/self/status", O_CLOEXEC, 0)));
            case "EPOLL" -> new Fd(SystemCalls.check("epoll_create1", LibC.C.epoll_create1(EPOLL_CLOEXEC)));
            case "MEMFD" -> guest.memory().duplicate();
            default -> {
                Fd[] pair = RawSocket.pair();
                pair[1].close();
                yield pair[0];
            }
        };
    }
}
