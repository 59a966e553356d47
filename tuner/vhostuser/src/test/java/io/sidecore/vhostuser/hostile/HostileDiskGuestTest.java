package io.sidecore.vhostuser.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.Innocents;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.server.PortSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest does with its disk what it must not: its device is stopped for a reason, and nobody else notices. */
@Timeout(120)
class HostileDiskGuestTest {

    private static final String PORT = "disk";
    private static final int DISK_BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private TestBackend backend;
    private Innocents innocents;
    private Leaks quiet;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.write(directory.resolve("disk.img"), new byte[DISK_BYTES]);
        backend = new TestBackend(
                directory,
                1,
                PollMode.SLEEP,
                List.of(
                        PortSpec.parse(directory.resolve(PORT + ".sock") + ",type=blk,file=" + file),
                        PortSpec.parse(directory.resolve("good1.sock").toString()),
                        PortSpec.parse(directory.resolve("good2.sock").toString())));
        innocents = new Innocents(backend, RawGuest.FEATURES);
        quiet = Leaks.now();
    }

    @AfterEach
    void close() {
        innocents.close();
        backend.close();
    }

    private void stopsGuestThat(Consumer<BlockGuest> deed, String... words) {
        backend.forgetLog(PORT);
        try (BlockGuest guest = new BlockGuest(backend.socket(PORT))) {
            guest.start();
            deed.accept(guest);
            guest.kickAlways();
            String line = backend.awaitEnd(PORT);
            Arrays.stream(words).forEach(word -> assertTrue(line.contains(word), () -> line + ", want " + word));
            assertTrue(line.startsWith(PORT + ": stopped: "), line);
        }
        innocents.exchange(100);
        quiet.awaitNone();
    }

    /** Reads that are in flight when the device is stopped: they must end before its memory goes. */
    private static void keepBusy(BlockGuest guest) {
        for (int slot = 1; slot < 40; slot++) {
            guest.submit(slot, BlockLayout.IN, slot * 8L, 4096);
        }
    }

    @Test
    void aRequestWithoutAHeaderStopsTheDevice() {
        stopsGuestThat(
                guest -> {
                    keepBusy(guest);
                    guest.header(0, BlockLayout.IN, 0);
                    guest.ring().descriptor(0, BlockGuest.guestHeader(0), 15, SplitLayout.NEXT, 1);
                    guest.ring().descriptor(1, BlockGuest.guestStatus(0), 1, SplitLayout.WRITE, 0);
                    guest.ring().offer(0);
                },
                "disk/q0: a request of 15 bytes to read and 1 to write");
    }

    @Test
    void aRequestWithoutAStatusStopsTheDevice() {
        stopsGuestThat(
                guest -> {
                    keepBusy(guest);
                    guest.header(0, BlockLayout.OUT, 0);
                    guest.ring().descriptor(0, BlockGuest.guestHeader(0), 16, SplitLayout.NEXT, 1);
                    guest.ring().descriptor(1, BlockGuest.guestData(0), 512, 0, 0);
                    guest.ring().offer(0);
                },
                "disk/q0: a request of 528 bytes to read and 0 to write");
    }

    @Test
    void dataBehindTheStatusAndOutsideTheMemoryStopTheDevice() {
        stopsGuestThat(
                guest -> {
                    guest.ring().descriptor(0, BlockGuest.guestHeader(0), 16, SplitLayout.NEXT, 1);
                    guest.ring().descriptor(1, BlockGuest.guestStatus(0), 1, SplitLayout.NEXT | SplitLayout.WRITE, 2);
                    guest.ring().descriptor(2, BlockGuest.guestData(0), 512, 0, 0);
                    guest.ring().offer(0);
                },
                "to read behind one to write");
        stopsGuestThat(
                guest -> {
                    guest.ring().descriptor(0, BlockGuest.guestHeader(0), 16, SplitLayout.NEXT, 1);
                    guest.ring().descriptor(1, 0x10, 512, SplitLayout.WRITE, 0);
                    guest.ring().offer(0);
                },
                "outside the guest's memory");
    }

    @Test
    void aGuestThatTruncatesItsMemoryWithReadsInFlightIsStopped() {
        for (int i = 0; i < 10; i++) {
            stopsGuestThat(
                    guest -> {
                        keepBusy(guest);
                        guest.kick();
                        guest.memory().truncate(0);
                    },
                    "truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void whateverTheDescriptorsSayTheOthersGoOn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int life = 0; life < 20; life++) {
            try (BlockGuest guest = new BlockGuest(backend.socket(PORT))) {
                guest.start();
                for (int request = 0; request < 50; request++) {
                    int head = random.nextInt(BlockGuest.SLOTS);
                    guest.header(head, random.nextInt(15), random.nextInt(4000));
                    nonsense(guest, head, random);
                    guest.ring().offer(head);
                }
                guest.kickAlways();
                innocents.exchange(5);
            }
        }
        backend.awaitEnd(PORT);
        innocents.exchange(100);
        quiet.awaitNone();
    }

    private static void nonsense(BlockGuest guest, int head, SplittableRandom random) {
        long[] places = {
            BlockGuest.guestHeader(head), BlockGuest.guestData(head), BlockGuest.guestStatus(head), random.nextLong()
        };
        int[] lengths = {16, 512, 4096, 1, random.nextInt(70_000)};
        for (int i = head; i < head + 4; i++) {
            guest.ring()
                    .descriptor(
                            i,
                            places[random.nextInt(random.nextInt(20) == 0 ? 4 : 3)],
                            lengths[random.nextInt(5)],
                            i == head ? SplitLayout.NEXT : random.nextInt(4),
                            i + 1);
        }
    }

    @Test
    void whatIsSaidOfTheInflightFileIsChecked() {
        refuses(Request.GET_INFLIGHT_FD, inflight(0, 0, 128), "for 0 queues of 128");
        refuses(Request.GET_INFLIGHT_FD, inflight(0, 17, 128), "for 17 queues of 128");
        refuses(Request.GET_INFLIGHT_FD, inflight(0, 1, 40000), "for 1 queues of 40000");
        refuses(Request.SET_INFLIGHT_FD, inflight(0, 1, 128), "with 0 descriptors");
        try (Memfd small = new Memfd(128)) {
            ByteBuffer payload = inflight(0, 1, 128).putLong(0, 4096);
            refuses(Message.of(Request.SET_INFLIGHT_FD, payload, small.fd()), "the file has 128 bytes");
            ByteBuffer odd = inflight(8, 1, 128).putLong(0, 4096);
            refuses(Message.of(Request.SET_INFLIGHT_FD, odd, small.fd()), "at offset 8");
        }
    }

    private static ByteBuffer inflight(long offset, int queues, int size) {
        return RawGuest.littleEndian(24)
                .putLong(8, offset)
                .putShort(16, (short) queues)
                .putShort(18, (short) size);
    }

    private void refuses(Request request, ByteBuffer payload, String words) {
        refuses(Message.of(request, payload), words);
    }

    private void refuses(Message message, String words) {
        backend.forgetLog(PORT);
        try (BlockGuest guest = new BlockGuest(backend.socket(PORT))) {
            guest.socket().send(message);
            String line = backend.awaitEnd(PORT);
            assertTrue(line.contains(words), line);
        }
        innocents.exchange(10);
    }

    @Test
    void onlyTheWriteCacheCanBeConfigured() {
        backend.forgetLog(PORT);
        try (BlockGuest guest = new BlockGuest(backend.socket(PORT))) {
            ByteBuffer off =
                    RawGuest.littleEndian(13).putInt(0, 32).putInt(4, 1).put(12, (byte) 0);
            guest.socket().callForAck(Message.of(Request.SET_CONFIG, off));
            assertEquals(0, guest.config(60).get(32));
            ByteBuffer capacity = RawGuest.littleEndian(20).putInt(0, 0).putInt(4, 8);
            guest.socket().send(Message.of(Request.SET_CONFIG, capacity));
            assertTrue(backend.awaitEnd(PORT).contains("SET_CONFIG of 8 bytes at 0"));
        }
    }
}
