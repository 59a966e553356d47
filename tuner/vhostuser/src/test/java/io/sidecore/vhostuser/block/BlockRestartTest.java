package io.sidecore.vhostuser.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BackendProcess;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend is killed again and again while a guest writes: each write is done, and answered once. */
@Timeout(180)
class BlockRestartTest {

    private static final int KILLS = 8;
    private static final int WRITE_BYTES = 4096;
    private static final int PLACES = 1024;

    @TempDir
    private Path directory;

    private final Random random = new Random(7);
    private final BitSet inFlight = new BitSet();
    private final int[] place = new int[BlockGuest.SLOTS];
    private final long[] stamp = new long[BlockGuest.SLOTS];

    /** What each place must hold; and the places that are being written, which nobody else writes meanwhile. */
    private final long[] written = new long[PLACES];

    private final BitSet busy = new BitSet();
    private long stamps;
    private int answers;

    @ParameterizedTest
    @ValueSource(strings = {"", ",aio=threads"})
    void everyWriteIsDoneAndAnsweredOnce(String options) throws IOException {
        Path file = directory.resolve("disk.img");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength((long) PLACES * WRITE_BYTES);
        }
        Path socket = directory.resolve("vm1.sock");
        String port = "vm1,type=blk,file=" + file + options;
        BackendProcess backend = new BackendProcess(directory, 1, "sleep", port);
        try (BlockGuest guest = new BlockGuest(socket)) {
            ByteBuffer description = RawGuest.littleEndian(24);
            try (Fd notes = inflight(guest, description)) {
                give(guest, description, notes);
                for (int life = 0; life < KILLS; life++) {
                    work(guest, answers + 200 + random.nextInt(3000));
                    backend.kill();
                    backend = new BackendProcess(directory, 1, "sleep", port);
                    guest.reconnect(socket, BlockGuest.FEATURES);
                    give(guest, description, notes);
                }
                finish(guest);
            }
        } finally {
            backend.close();
        }
        check(file);
    }

    /** The first backend makes the file that the guest's frontend keeps. */
    private static Fd inflight(BlockGuest guest, ByteBuffer description) {
        ByteBuffer wanted = RawGuest.littleEndian(24);
        wanted.putShort(16, (short) 1).putShort(18, (short) BlockGuest.RING_SIZE);
        try (Message answer = guest.socket().call(Message.of(Request.GET_INFLIGHT_FD, wanted))) {
            assertEquals(24, answer.payload().limit());
            description.put(0, answer.payload().array(), 0, 24);
            return answer.fds().get(0).moved();
        }
    }

    private void give(BlockGuest guest, ByteBuffer description, Fd file) {
        guest.socket().callForAck(Message.of(Request.SET_INFLIGHT_FD, description, file));
        guest.start(guest.ring().usedIndex());
        guest.kickAlways();
    }

    private void work(BlockGuest guest, int goal) {
        for (int slot = 0; slot < BlockGuest.SLOTS; slot++) {
            if (!inFlight.get(slot)) {
                write(guest, slot);
            }
        }
        guest.kick();
        while (answers < goal) {
            Await.until("an answer comes", guest::hasAnswer);
            write(guest, take(guest));
            guest.kick();
        }
    }

    private void finish(BlockGuest guest) {
        while (!inFlight.isEmpty()) {
            Await.until("an answer comes", guest::hasAnswer);
            take(guest);
        }
        assertEquals(guest.ring().availIndex(), guest.ring().usedIndex());
        guest.stop();
    }

    private int take(BlockGuest guest) {
        int slot = guest.take();
        assertTrue(inFlight.get(slot), "answered twice");
        assertEquals(BlockLayout.OK, guest.status(slot));
        inFlight.clear(slot);
        busy.clear(place[slot]);
        written[place[slot]] = stamp[slot];
        answers++;
        return slot;
    }

    private void write(BlockGuest guest, int slot) {
        do {
            place[slot] = random.nextInt(PLACES);
        } while (busy.get(place[slot]));
        busy.set(place[slot]);
        inFlight.set(slot);
        stamp[slot] = ++stamps;
        for (int at = 0; at < WRITE_BYTES; at += 8) {
            RawMemory.putLong(guest.data(slot) + at, stamp[slot] + at);
        }
        guest.submit(slot, BlockLayout.OUT, (long) place[slot] * WRITE_BYTES / 512, WRITE_BYTES);
    }

    private void check(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < PLACES; i++) {
            for (int at = 0; at < WRITE_BYTES; at += 8) {
                long want = written[i] == 0 ? 0 : written[i] + at;
                assertEquals(want, all.getLong(i * WRITE_BYTES + at), "place " + i);
            }
        }
    }
}
