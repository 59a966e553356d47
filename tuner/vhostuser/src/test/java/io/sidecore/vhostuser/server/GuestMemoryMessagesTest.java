package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.number;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that is shared and taken back region by region, and the log of what was written in it. */
class GuestMemoryMessagesTest {

    private static final int LOG_BYTES = 0x4000;
    private static final int PAGE_SHIFT = 12;
    private static final long LOGGED_AS = 0x100_0000;

    @TempDir
    private Path directory;

    private TestBackend backend() {
        return new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
    }

    /** One that has said all but where its memory is. */
    private static NetGuest opened(TestBackend backend, String port, long features) {
        NetGuest guest = new NetGuest(backend.socket(port), Shape.USUAL.with(features));
        guest.offerBuffers(0, 256);
        guest.open();
        return guest;
    }

    private static void start(NetGuest guest) {
        guest.start(0, 0);
        guest.start(1, 0);
        guest.enable(0, true);
    }

    @Test
    void saysHowManyRegionsItTakes() {
        try (TestBackend backend = backend();
                NetGuest a = opened(backend, "a", 0);
                Message answer = a.socket().call(Message.of(Request.GET_MAX_MEM_SLOTS))) {
            assertEquals(256, answer.payload().getLong(0));
        }
    }

    /** The rings in one region, the buffers in another. */
    @Test
    void regionsComeAndGoWhileFramesFlow() {
        try (TestBackend backend = backend();
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = opened(backend, "b", 0);
                Memfd more = new Memfd(1 << 20)) {
            long rings = b.ringBytes();
            b.call(b.region(Request.ADD_MEM_REG, 0, rings));
            b.call(b.region(Request.ADD_MEM_REG, rings, b.memoryBytes() - rings));
            start(b);
            Message region = RawGuest.memoryTable(more.fd(), 0x9000_0000L, 1 << 20, 0);
            region.payload().putLong(24, 0x6f12_0000_0000L);
            Message add = Message.of(Request.ADD_MEM_REG, region.payload(), more.fd());
            Message remove = Message.of(Request.REM_MEM_REG, region.payload());
            for (int i = 0; i < 100; i++) {
                a.send(numbered(broadcast(), mac(1), i));
                b.call(i % 2 == 0 ? add : remove);
                assertEquals(i, number(b.receive(0, 1).get(0).frame()));
                a.awaitSent(0, 1);
            }
        }
    }

    /** As a frontend does that changes a region: what is in it waits until it is back. */
    @Test
    void aRegionWithTheRingsCanBeTakenBackAndSharedAnew() {
        try (TestBackend backend = backend();
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = opened(backend, "b", 0)) {
            b.call(b.region(Request.ADD_MEM_REG));
            start(b);
            a.send(numbered(broadcast(), mac(1), 0));
            assertEquals(0, number(b.receive(0, 1).get(0).frame()));
            assertEquals(4, backend.crew().queues().size());
            b.call(b.region(Request.REM_MEM_REG));
            assertEquals(2, backend.crew().queues().size());
            a.send(numbered(broadcast(), mac(1), 1));
            a.awaitSent(0, 2);
            b.call(b.region(Request.ADD_MEM_REG));
            assertEquals(1, number(b.receive(0, 1).get(0).frame()));
        }
    }

    @Test
    void takesAsManyRegionsAsItSaysAndLetsGoOfThem() {
        try (TestBackend backend = backend();
                Memfd file = new Memfd(4096)) {
            Leaks before = Leaks.now();
            try (NetGuest a = opened(backend, "a", 0)) {
                for (int i = 0; i < 256; i++) {
                    a.call(add(file, i));
                }
                a.socket().send(add(file, 256));
                assertEquals("a: stopped: ADD_MEM_REG beyond 256 regions", backend.awaitEnd("a"));
            }
            before.awaitNone();
        }
    }

    private static Message add(Memfd file, int i) {
        Message region = RawGuest.memoryTable(file.fd(), i * 0x10000L, 4096, 0);
        return Message.of(Request.ADD_MEM_REG, region.payload(), file.fd());
    }

    /** Each alone would do; all together would fill our address space. */
    @Test
    void regionsTogetherAreNoLargerThanOneMayBe() {
        try (TestBackend backend = backend();
                Memfd file = new Memfd(4L << 40);
                NetGuest a = opened(backend, "a", 0)) {
            a.call(Message.of(
                    Request.ADD_MEM_REG,
                    RawGuest.memoryTable(file.fd(), 0, 3L << 40, 0).payload(),
                    file.fd()));
            a.socket()
                    .send(Message.of(
                            Request.ADD_MEM_REG,
                            RawGuest.memoryTable(file.fd(), 3L << 40, 2L << 40, 0)
                                    .payload(),
                            file.fd()));
            assertEquals("a: stopped: guest memory of more than 4 TiB, with file offsets", backend.awaitEnd("a"));
        }
    }

    /** Pages of 4 KiB from guest address 0 on whose bits are set; takes them out. */
    private static String pages(Memfd log) {
        byte[] bytes = new byte[LOG_BYTES];
        RawMemory.get(log.address(), bytes);
        RawMemory.clear(log.address(), LOG_BYTES);
        return BitSet.valueOf(bytes).toString();
    }

    private static Message logBase(Memfd log, long bytes, long offset) {
        return Message.of(
                Request.SET_LOG_BASE,
                RawGuest.littleEndian(16).putLong(0, bytes).putLong(8, offset),
                log.fd());
    }

    /** Pages that a range of the guest's memory touches, above where its memory begins. */
    private static IntStream pagesOf(long address, long bytes) {
        return IntStream.rangeClosed((int) (address >> PAGE_SHIFT), (int) ((address + bytes - 1) >> PAGE_SHIFT));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Features.RING_PACKED})
    void exactlyThePagesThatWereWrittenAreMarkedWhileTheGuestMigrates(long kind) {
        try (TestBackend backend = backend();
                Memfd log = new Memfd(LOG_BYTES);
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(kind))) {
            exchange(a, b, 0, 100);
            try (Message answer = b.socket().call(logBase(log, LOG_BYTES, 0))) { // answered without NEED_REPLY, too
                assertEquals(Request.SET_LOG_BASE.code(), answer.request());
                assertEquals(0, answer.payload().limit());
            }
            exchange(a, b, 1, 100);
            assertEquals("{}", pages(log), "the feature is off");
            b.call(Message.ofWord(Request.SET_FEATURES, NetGuest.FEATURES | kind | Features.LOG_ALL));
            exchange(a, b, 2, 1000);
            assertEquals(
                    pagesOf(NetGuest.GUEST_BASE + b.rxBuffer(0, 2), 1012)
                            .boxed()
                            .toList()
                            .toString(),
                    pages(log).replace('{', '[').replace('}', ']'),
                    "no used ring: the frontend did not ask for it");
            b.call(b.addresses(0, 1, LOGGED_AS));
            exchange(a, b, 3, 100);
            long ring = kind == 0 ? LOGGED_AS : NetGuest.GUEST_BASE; // a packed ring marks its own descriptors
            BitSet expected = new BitSet();
            pagesOf(ring, 64).forEach(expected::set);
            pagesOf(NetGuest.GUEST_BASE + b.rxBuffer(0, 3), 112).forEach(expected::set);
            assertEquals(expected.toString(), pages(log));
            b.call(Message.ofWord(Request.SET_FEATURES, NetGuest.FEATURES | kind));
            exchange(a, b, 4, 100);
            assertEquals("{}", pages(log), "the migration was called off");
        }
    }

    private static void exchange(NetGuest a, NetGuest b, int i, int bytes) {
        a.send(numbered(broadcast(), mac(1), i, bytes));
        assertEquals(i, number(b.receive(0, 1).get(0).frame()));
    }

    @Test
    void aLogCanBeReplacedAndEndsWithItsGuest() {
        try (TestBackend backend = backend();
                Memfd first = new Memfd(LOG_BYTES);
                Memfd second = new Memfd(2 * LOG_BYTES)) {
            Leaks before = Leaks.now();
            try (NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                    NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(Features.LOG_ALL))) {
                b.socket().call(logBase(first, LOG_BYTES, 0)).close();
                exchange(a, b, 0, 100);
                b.socket().call(logBase(second, LOG_BYTES, LOG_BYTES)).close();
                assertTrue(pages(first).length() > 2);
                exchange(a, b, 1, 100);
                assertEquals("{}", pages(first));
                assertEquals("{}", pages(second), "it begins at its offset");
                long page = (NetGuest.GUEST_BASE + b.rxBuffer(0, 1)) >> PAGE_SHIFT;
                assertEquals(
                        1L << page % 64,
                        RawMemory.getLong(second.address() + LOG_BYTES + page / 64 * 8) & 1L << page % 64);
            }
            before.awaitNone();
        }
    }
}
