package io.sidecore.vhostuser.hostile;

import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.MEMORY_BYTES;
import static io.sidecore.vhostuser.rig.RawGuest.TX;
import static io.sidecore.vhostuser.rig.RawGuest.USER_BASE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that make no sense, from a frontend that is connected and served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMessagesTest {

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 1, PollMode.SLEEP);
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                arguments(new Message(99, 1, bytes(0), none()), "request 99, which was not negotiated"),
                arguments(new Message(-1, 1, bytes(8), none()), "request -1, which was not negotiated"),
                arguments(new Message(1, 2, bytes(0), none()), "message of protocol version 2, want 1"),
                arguments(new Message(1, 0, bytes(0), none()), "message of protocol version 0, want 1"),
                arguments(
                        Message.ofWord(Request.SET_FEATURES, -1L), "SET_FEATURES of 0xfffffff283984474, which was not"),
                arguments(
                        Message.ofWord(Request.SET_PROTOCOL_FEATURES, 0x20),
                        "SET_PROTOCOL_FEATURES of 0x20, which was not"),
                arguments(Message.ofState(Request.SET_VRING_NUM, TX, 0), "SET_VRING_NUM of 0, want 1 to 32768"),
                arguments(
                        Message.ofState(Request.SET_VRING_NUM, TX, 255),
                        "SET_VRING_NUM of 255 for a split ring, want a power of two"),
                arguments(Message.ofState(Request.SET_VRING_NUM, TX, 65536), "SET_VRING_NUM of 65536, want"),
                arguments(Message.ofState(Request.SET_VRING_NUM, TX, -2147483648), "SET_VRING_NUM of 2147483648, want"),
                arguments(Message.ofState(Request.SET_VRING_NUM, 32, 256), "SET_VRING_NUM for queue 32, want 0 to 31"),
                arguments(Message.ofState(Request.SET_VRING_NUM, -1, 256), "for queue 4294967295, want"),
                arguments(
                        Message.ofState(Request.SET_VRING_BASE, TX, 65536),
                        "SET_VRING_BASE of 65536 for a split ring, want at most 65535"),
                arguments(Message.ofState(Request.GET_VRING_BASE, 33, 0), "GET_VRING_BASE for queue 33, want"),
                arguments(Message.ofState(Request.SET_VRING_ENABLE, 33, 1), "SET_VRING_ENABLE for queue 33, want"),
                arguments(Message.ofWord(Request.SET_VRING_KICK, TX), "SET_VRING_KICK with 0 descriptors, want one"),
                arguments(Message.ofWord(Request.SET_VRING_CALL, TX), "SET_VRING_CALL with 0 descriptors, want one"),
                arguments(Message.of(Request.GET_INFLIGHT_FD), "GET_INFLIGHT_FD, which a net device does not have"),
                arguments(Message.ofWord(Request.NET_SET_MTU, 65536), "NET_SET_MTU of 65536, want at most 65535"),
                arguments(Message.of(Request.SET_LOG_BASE, bytes(16)), "SET_LOG_BASE with 0 descriptors, want one"),
                arguments(Message.of(Request.ADD_MEM_REG, bytes(40)), "ADD_MEM_REG with 0 descriptors, want one"),
                arguments(Message.of(Request.REM_MEM_REG, bytes(40)), "REM_MEM_REG of a region that is not there"),
                arguments(Message.of(Request.REM_MEM_REG, bytes(39)), "REM_MEM_REG came with 39 bytes"),
                arguments(config(Request.GET_CONFIG, 0, 5000), "GET_CONFIG of 5000 bytes from 0"),
                arguments(config(Request.GET_CONFIG, -1, 1), "GET_CONFIG of 1 bytes from 4294967295"),
                arguments(config(Request.SET_CONFIG, 0, 1), "SET_CONFIG of 1 bytes at 0 in a message of 12"),
                arguments(Message.ofWord(Request.SET_VRING_CALL, 0x1ff), "SET_VRING_CALL for queue 255, want"),
                arguments(ring(USER_BASE + 8, 0, 0), "a ring that is not aligned"),
                arguments(ring(USER_BASE, 1, 0), "a ring that is not aligned"),
                arguments(ring(USER_BASE, 0, 2), "a ring that is not aligned"),
                arguments(ring(0, 0, 0), "a ring at frontend address 0x0 of 4096 bytes, outside the shared memory"),
                arguments(ring(GUEST_BASE, 0, 0), "a ring at frontend address 0x40000000 of 4096 bytes"),
                arguments(ring(USER_BASE + MEMORY_BYTES - 16, 0, 0), "a ring at frontend address 0x7f12003ffff0"),
                arguments(ring(USER_BASE, MEMORY_BYTES - 512, 0), "of 518 bytes, outside the shared memory"),
                arguments(ring(USER_BASE, 0, MEMORY_BYTES - 2048), "of 2054 bytes, outside the shared memory"),
                arguments(ring(-16, 0, 0), "a ring at frontend address 0xfffffffffffffff0"));
    }

    private static List<Fd> none() {
        return List.of();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    private static Message config(Request request, int offset, int size) {
        return Message.of(request, RawGuest.littleEndian(12).putInt(0, offset).putInt(4, size));
    }

    private static Message ring(long descriptors, long availOffset, long usedOffset) {
        return RawGuest.addresses(TX, descriptors, USER_BASE + availOffset, USER_BASE + usedOffset);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("messages")
    void messageThatMakesNoSense(Message message, String reason) {
        siege.stopsGuestThat(guest -> guest.socket().send(message), reason);
    }

    static Stream<Arguments> memoryTables() {
        return Stream.of(
                table("no region", file -> regions(0, file), "SET_MEM_TABLE of 0 regions with 1 descriptors"),
                table("2 regions, 1 file", file -> regions(2, file), "SET_MEM_TABLE of 2 regions with 1 descriptors"),
                table("-1 regions", file -> regions(-1, file), "SET_MEM_TABLE of 4294967295 regions"),
                table("no bytes", file -> region(file, GUEST_BASE, 0, 0), "a memory region of 0 bytes"),
                table("offset -1", file -> region(file, GUEST_BASE, 4096, -1), "file offset 0xffffffffffffffff"),
                table("guest wraps", file -> region(file, -4096, 8192, 0), "at guest address 0xfffffffffffff000"),
                table("end wraps", file -> region(file, 0, Long.MAX_VALUE, 4096), "9223372036854775807 bytes"),
                table(
                        "longer",
                        file -> region(file, 0, MEMORY_BYTES + 1, 0),
                        "file has 4194304 bytes, want at least 4194305"),
                table(
                        "offset",
                        file -> region(file, 0, MEMORY_BYTES, 1),
                        "file has 4194304 bytes, want at least 4194305"),
                table("5 TiB", file -> region(file, 0, 5L << 40, 0), "guest memory of more than 4 TiB"),
                table("rings elsewhere", file -> region(file, 0, 4096, 0), "outside the shared memory"),
                table(
                        "misaligned",
                        file -> region(file, 0, MEMORY_BYTES - 1, 1),
                        "no multiple of 16 in the shared file"));
    }

    private static Arguments table(String name, Function<Fd, Message> message, String reason) {
        return arguments(name, message, reason);
    }

    private static Message region(Fd file, long guest, long bytes, long offset) {
        return RawGuest.memoryTable(file, guest, bytes, offset);
    }

    private static Message regions(int count, Fd file) {
        Message message = RawGuest.memoryTable(file);
        message.payload().putInt(0, count);
        return message;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("memoryTables")
    void memoryThatMakesNoSense(String name, Function<Fd, Message> table, String reason) {
        siege.stopsGuestThat(
                guest -> guest.socket().send(table.apply(guest.memory().fd())), reason);
    }

    @Test
    void memoryTableInTheMidstOfTraffic() {
        try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT));
                Memfd other = new Memfd(MEMORY_BYTES)) {
            guest.connect(RawGuest.FEATURES);
            for (int i = 0; i < 50; i++) {
                guest.socket()
                        .callForAck(RawGuest.memoryTable(
                                i % 2 == 0 ? other.fd() : guest.memory().fd()));
                guest.socket().callForAck(guest.addresses(i % 2));
                siege.innocents().broadcast();
                siege.innocents().exchange(5);
            }
        }
        siege.assertUnharmed();
    }
}
