package io.sidecore.vhostuser.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.worker.Placement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests read and write a disk, by either engine and with or without the page cache. */
@Timeout(120)
class BlockPortTest {

    private static final int SECTORS = 8192;
    private static final int SECTOR_BYTES = 512;

    @TempDir
    private Path directory;

    private final byte[] content = new byte[SECTORS * SECTOR_BYTES];

    @BeforeEach
    void fill() throws IOException {
        new Random(23).nextBytes(content);
        Files.write(file(), content);
    }

    private Path file() {
        return directory.resolve("disk.img");
    }

    private TestBackend backend(String options) {
        return backend(options, 1, PollMode.SLEEP);
    }

    private TestBackend backend(String options, int workers, PollMode mode) {
        PortSpec spec = PortSpec.parse(directory.resolve("vm1.sock") + ",type=blk,file=" + file() + options);
        return new TestBackend(directory, workers, mode, List.of(spec));
    }

    private BlockGuest guest(TestBackend backend) {
        BlockGuest guest = new BlockGuest(backend.socket("vm1"));
        guest.start();
        return guest;
    }

    private static byte[] data(BlockGuest guest, int slot, int bytes) {
        byte[] data = new byte[bytes];
        RawMemory.get(guest.data(slot), data);
        return data;
    }

    private byte[] content(int sector, int bytes) {
        return Arrays.copyOfRange(content, sector * SECTOR_BYTES, sector * SECTOR_BYTES + bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",direct=off", ",aio=threads", ",aio=threads,direct=off"})
    void whatIsWrittenIsReadBack(String options) throws IOException {
        try (TestBackend backend = backend(options);
                BlockGuest guest = guest(backend)) {
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, 8, 4096));
            assertArrayEquals(content(8, 4096), data(guest, 0, 4096));
            assertEquals(4097, guest.writtenBytes());
            byte[] fresh = new byte[8192];
            new Random(5).nextBytes(fresh);
            RawMemory.put(fresh, guest.data(0));
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.OUT, 16, fresh.length));
            assertEquals(1, guest.writtenBytes());
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.FLUSH, 0, BlockGuest.NO_DATA));
            RawMemory.clear(guest.data(0), fresh.length);
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, 16, fresh.length));
            assertArrayEquals(fresh, data(guest, 0, fresh.length));
            byte[] all = Files.readAllBytes(file());
            assertArrayEquals(fresh, Arrays.copyOfRange(all, 8192, 16384));
            assertArrayEquals(content(0, 8192), Arrays.copyOf(all, 8192));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",aio=threads"})
    void aSectorAndMemoryThatAreNotAlignedMakeNoDifference(String options) {
        try (TestBackend backend = backend(options);
                BlockGuest guest = guest(backend)) {
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, 3, 512));
            assertArrayEquals(content(3, 512), data(guest, 0, 512));
            guest.header(0, BlockLayout.IN, 5);
            guest.ring().descriptor(0, BlockGuest.guestHeader(0), 16, SplitLayout.NEXT, 1);
            guest.ring().descriptor(1, BlockGuest.guestData(0) + 3, 511, SplitLayout.NEXT | SplitLayout.WRITE, 2);
            guest.ring().descriptor(2, BlockGuest.guestData(0) + 1021, 513, SplitLayout.NEXT | SplitLayout.WRITE, 3);
            guest.ring().descriptor(3, BlockGuest.guestStatus(0), 1, SplitLayout.WRITE, 0);
            guest.ring().offer(0);
            guest.kick();
            assertEquals(BlockLayout.OK, guest.await());
            assertArrayEquals(content(5, 511), Arrays.copyOfRange(data(guest, 0, 2048), 3, 514));
            assertArrayEquals(
                    Arrays.copyOfRange(content, 5 * 512 + 511, 7 * 512),
                    Arrays.copyOfRange(data(guest, 0, 2048), 1021, 1534));
        }
    }

    @Test
    void headerDataAndStatusMayBeSplitAnywhere() {
        try (TestBackend backend = backend("");
                BlockGuest guest = guest(backend)) {
            guest.header(0, BlockLayout.IN, 9);
            long status = guest.data(0) + 512;
            RawMemory.putByte(status, (byte) BlockGuest.NONE);
            guest.ring().descriptor(0, BlockGuest.guestHeader(0), 5, SplitLayout.NEXT, 1);
            guest.ring().descriptor(1, BlockGuest.guestHeader(0) + 5, 6, SplitLayout.NEXT, 2);
            guest.ring().descriptor(2, BlockGuest.guestHeader(0) + 11, 5, SplitLayout.NEXT, 3);
            guest.ring().descriptor(3, BlockGuest.guestData(0), 513, SplitLayout.WRITE, 0); // data and status in one
            guest.ring().offer(0);
            guest.kick();
            Await.until("it is answered", guest::hasAnswer);
            assertEquals(BlockLayout.OK, RawMemory.getByte(status));
            assertArrayEquals(content(9, 512), data(guest, 0, 512));
        }
    }

    @Test
    void theDiskSaysWhatItIs() {
        try (TestBackend backend = backend(",serial=disk-23,queues=4");
                BlockGuest guest = new BlockGuest(backend.socket("vm1"))) {
            ByteBuffer config = guest.config(60);
            assertEquals(SECTORS, config.getLong(0));
            assertEquals(512, config.getInt(20));
            assertEquals(1, config.get(32));
            assertEquals(4, config.getShort(34));
            guest.start();
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.GET_ID, 0, 20));
            assertEquals("disk-23", new String(data(guest, 0, 20), StandardCharsets.UTF_8).trim());
            assertEquals(21, guest.writtenBytes());
            assertEquals(
                    List.of(QueueId.parse("vm1/q0")),
                    List.copyOf(backend.crew().queues().keySet()));
        }
    }

    @Test
    void rangesAreDiscardedAndCleared() throws IOException {
        try (TestBackend backend = backend("");
                BlockGuest guest = guest(backend)) {
            assertEquals(Features.BLK_DISCARD, guest.features() & Features.BLK_DISCARD);
            range(guest, 64, 32, 0);
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.DISCARD, 0, 16));
            range(guest, 129, 3, 0);
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.WRITE_ZEROES, 0, 16));
            range(guest, 160, 8, 1);
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.WRITE_ZEROES, 0, 16));
            Arrays.fill(content, 64 * 512, 96 * 512, (byte) 0);
            Arrays.fill(content, 129 * 512, 132 * 512, (byte) 0);
            Arrays.fill(content, 160 * 512, 168 * 512, (byte) 0);
            assertArrayEquals(content, Files.readAllBytes(file()));
            range(guest, SECTORS - 1, 2, 0);
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.DISCARD, 0, 16));
            range(guest, 0, 1, 1);
            assertEquals(BlockLayout.UNSUPPORTED, guest.request(BlockLayout.DISCARD, 0, 16));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.WRITE_ZEROES, 0, 32));
        }
    }

    private static void range(BlockGuest guest, long sector, int sectors, int flags) {
        RawMemory.putLong(guest.data(0), sector);
        RawMemory.putInt(guest.data(0) + 8, sectors);
        RawMemory.putInt(guest.data(0) + 12, flags);
    }

    @Test
    void whatIsNotOnTheDiskIsAnError() throws IOException {
        try (TestBackend backend = backend("");
                BlockGuest guest = guest(backend)) {
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, SECTORS, 512));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, SECTORS - 1, 1024));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.OUT, SECTORS, 512));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, -1, 512));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, Long.MIN_VALUE, 512));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.OUT, 1L << 55, 512));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, 0, 511));
            assertEquals(BlockLayout.UNSUPPORTED, guest.request(77, 0, 512));
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, SECTORS - 1, 512));
            assertArrayEquals(content, Files.readAllBytes(file()));
        }
    }

    @Test
    void aReadOnlyDiskStaysAsItIs() throws IOException {
        try (TestBackend backend = backend(",readonly=on");
                BlockGuest guest =
                        new BlockGuest(backend.socket("vm1"), -1 & ~(Features.RING_PACKED | Features.LOG_ALL))) {
            assertTrue((guest.features() & Features.BLK_RO) != 0);
            assertTrue((guest.features() & Features.IN_ORDER) == 0);
            guest.start();
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.OUT, 0, 512));
            assertEquals(BlockLayout.UNSUPPORTED, guest.request(BlockLayout.DISCARD, 0, 16));
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, 0, 512));
            assertArrayEquals(content, Files.readAllBytes(file()));
        }
    }

    @Test
    void aFileThatBecomesShorterIsAnErrorAndNoMore() throws IOException {
        try (TestBackend backend = backend("");
                BlockGuest guest = guest(backend)) {
            Files.write(file(), Arrays.copyOf(content, 4096));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, 80, 4096));
            assertEquals(BlockLayout.IO_ERROR, guest.request(BlockLayout.IN, 4, 4096)); // half of it is there
            assertEquals(BlockLayout.OK, guest.request(BlockLayout.IN, 0, 4096));
        }
    }

    /** From one worker to the other, and to both of them. */
    @ParameterizedTest
    @CsvSource({"poll, auto", "sleep, auto", "spin=50us, auto", "sleep, threads", "poll, threads"})
    void manyAtOnceWhileTheQueueMoves(String mode, String engine) {
        try (TestBackend backend = backend(",aio=" + engine, 2, PollMode.parse(mode));
                BlockGuest guest = guest(backend)) {
            Random random = new Random(3);
            int[] sectors = new int[BlockGuest.SLOTS];
            List<WorkerId> workers = List.copyOf(backend.crew().workers().keySet());
            int answers = 0;
            for (int slot = 0; slot < BlockGuest.SLOTS; slot++) {
                submit(guest, slot, sectors, random);
            }
            guest.kick();
            while (answers < 20_000) {
                Await.until("an answer comes", guest::hasAnswer);
                int slot = guest.take();
                assertEquals(BlockLayout.OK, guest.status(slot));
                assertArrayEquals(content(sectors[slot], 4096), data(guest, slot, 4096));
                submit(guest, slot, sectors, random);
                guest.kick();
                if (++answers % 500 == 0) {
                    backend.crew().attach(QueueId.parse("vm1/q0"), workers.get(answers / 500 % 2));
                    backend.crew().setPlacement(answers / 1000 % 2 == 0 ? Placement.FEWEST : Placement.WORKQUEUE);
                }
            }
        }
    }

    private static void submit(BlockGuest guest, int slot, int[] sectors, Random random) {
        sectors[slot] = random.nextInt(SECTORS / 8) * 8;
        guest.submit(slot, BlockLayout.IN, sectors[slot], 4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",aio=threads"})
    void whatIsInFlightIsAnsweredBeforeTheQueueStops(String options) {
        try (TestBackend backend = backend(options);
                BlockGuest guest = guest(backend)) {
            for (int round = 0; round < 20; round++) {
                for (int slot = 0; slot < BlockGuest.SLOTS; slot++) {
                    guest.submit(slot, BlockLayout.IN, slot * 8L, 4096);
                }
                guest.kick();
                int base = guest.stop();
                assertEquals(guest.ring().usedIndex(), base);
                guest.start(base);
                for (int i = 0; i < BlockGuest.SLOTS; i++) {
                    Await.until("an answer comes", guest::hasAnswer);
                    assertEquals(BlockLayout.OK, guest.status(guest.take()));
                }
            }
        }
    }
}
