package io.sidecore.vhostuser.hostile;

import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.MEMORY_BYTES;
import static io.sidecore.vhostuser.rig.RawGuest.RX;
import static io.sidecore.vhostuser.rig.RawGuest.SCRATCH;
import static io.sidecore.vhostuser.rig.RawGuest.TX;
import static io.sidecore.vhostuser.ring.SplitLayout.INDIRECT;
import static io.sidecore.vhostuser.ring.SplitLayout.NEXT;
import static io.sidecore.vhostuser.ring.SplitLayout.WRITE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.TestRing;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rings with content that no driver would write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRingTest {

    private static final int FRAME = 72;

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 1, PollMode.SLEEP);
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    static Stream<Arguments> transmitRings() {
        return Stream.of(
                deed("head beyond the ring", ring -> ring.offer(300), "head 300 in a ring of 256"),
                deed("index far ahead", ring -> ring.setAvailIndex(300), "available index that is 300 ahead"),
                deed("index behind", ring -> ring.setAvailIndex(-1), "available index that is 65535 ahead"),
                deed("chain that loops", one(GUEST_BASE, FRAME, NEXT, 0), "more than 256 descriptors, so it loops"),
                deed("chain out of the table", one(GUEST_BASE, FRAME, NEXT, 256), "goes on at descriptor 256 of 256"),
                deed("before memory", one(GUEST_BASE - 1, FRAME, 0, 0), "guest address 0x3fffffff of 1 bytes"),
                deed("over the end", one(GUEST_BASE + MEMORY_BYTES - 8, FRAME, 0, 0), "guest address 0x40400000"),
                deed("address 0", one(0, FRAME, 0, 0), "guest address 0x0 of 1 bytes, outside"),
                deed("address -1", one(-1, FRAME, 0, 0), "guest address 0xffffffffffffffff"),
                deed("4 GiB", one(GUEST_BASE, -1, 0, 0), "a descriptor of 4294967295 bytes"),
                deed("2 GiB", one(GUEST_BASE, Integer.MIN_VALUE, 0, 0), "a descriptor of 2147483648 bytes"),
                deed("all but 2 GiB", one(GUEST_BASE, Integer.MAX_VALUE, 0, 0), "outside the guest's memory"),
                deed("no bytes", one(GUEST_BASE, 0, 0, 0), "a descriptor of 0 bytes"),
                deed("for the device to write", one(GUEST_BASE, FRAME, WRITE, 0), "device to write in a transmit"),
                deed("indirect that goes on", one(GUEST_BASE, 16, INDIRECT | NEXT, 1), "indirect descriptor inside"),
                deed("indirect of 17 bytes", one(GUEST_BASE, 17, INDIRECT, 0), "an indirect table of 17 bytes"),
                deed("indirect too large", one(GUEST_BASE, 16 * 32769, INDIRECT, 0), "table of 524304 bytes"),
                deed(
                        "indirect outside",
                        one(GUEST_BASE + MEMORY_BYTES - 8, 16, INDIRECT, 0),
                        "0x403ffff8 of 16 bytes"));
    }

    static Stream<Arguments> indirectTables() {
        return Stream.of(
                table("nested", 1, at -> entry(at, 0, GUEST_BASE, 16, INDIRECT, 0), "indirect descriptor inside"),
                table("loop", 2, at -> entry(at, 0, GUEST_BASE, 16, NEXT, 0), "more than 2 descriptors, so it loops"),
                table("beyond", 2, at -> entry(at, 0, GUEST_BASE, 16, NEXT, 2), "goes on at descriptor 2 of 2"),
                table("empty", 2, at -> entry(at, 0, GUEST_BASE, 0, NEXT, 1), "a descriptor of 0 bytes"),
                table("pieces", 2000, HostileRingTest::manyPieces, "a descriptor chain of more than 1024 pieces"),
                table("2 GiB in all", 1000, HostileRingTest::manyBytes, "1024 pieces or 2 GiB"));
    }

    private static void manyPieces(long at) {
        for (int i = 0; i < 2000; i++) {
            entry(at, i, GUEST_BASE, 1, NEXT, i + 1);
        }
    }

    private static void manyBytes(long at) {
        for (int i = 0; i < 1000; i++) {
            entry(at, i, GUEST_BASE, (int) MEMORY_BYTES, NEXT, i + 1);
        }
    }

    static Stream<Arguments> receiveRings() {
        return Stream.of(
                deed("head beyond the ring", ring -> ring.offer(300), "head 300 in a ring of 256"),
                deed("index far ahead", ring -> ring.setAvailIndex(257), "available index that is 257 ahead"),
                deed("for the device to read", one(GUEST_BASE, 2048, 0, 0), "device to read in a receive"),
                deed("outside", one(GUEST_BASE + MEMORY_BYTES, 2048, WRITE, 0), "guest address 0x40400000"),
                deed(
                        "chain that loops",
                        one(GUEST_BASE, 1, NEXT | WRITE, 0),
                        "more than 256 descriptors, so it loops"));
    }

    @ParameterizedTest(name = "tx: {0}")
    @MethodSource("transmitRings")
    void transmitting(String name, Consumer<TestRing> deed, String reason) {
        siege.stopsGuestThat(
                guest -> {
                    deed.accept(guest.ring(TX));
                    guest.kick(TX).signal();
                },
                "bad/tx0: ",
                reason);
    }

    @ParameterizedTest(name = "tx, indirect: {0}")
    @MethodSource("indirectTables")
    void transmittingIndirectly(String name, int entries, Consumer<Long> fill, String reason) {
        siege.stopsGuestThat(
                guest -> {
                    fill.accept(guest.memory().address() + SCRATCH);
                    one(GUEST_BASE + SCRATCH, 16 * entries, INDIRECT, 0).accept(guest.ring(TX));
                    guest.kick(TX).signal();
                },
                "bad/tx0: ",
                reason);
    }

    @ParameterizedTest(name = "rx: {0}")
    @MethodSource("receiveRings")
    void receiving(String name, Consumer<TestRing> deed, String reason) {
        siege.stopsGuestThat(
                guest -> {
                    deed.accept(guest.ring(RX));
                    siege.innocents().broadcast();
                },
                "bad/rx0: ",
                reason);
    }

    private static Arguments deed(String name, Consumer<TestRing> deed, String reason) {
        return arguments(name, deed, reason);
    }

    private static Arguments table(String name, int entries, Consumer<Long> fill, String reason) {
        return arguments(name, entries, fill, reason);
    }

    /** Offers a chain that starts with this descriptor. */
    private static Consumer<TestRing> one(long address, int length, int flags, int next) {
        return ring -> {
            ring.descriptor(0, address, length, flags, next);
            ring.offer(0);
        };
    }

    private static void entry(long table, int index, long address, int length, int flags, int next) {
        TestRing.descriptorAt(table + 16L * index, address, length, flags, next);
    }
}
