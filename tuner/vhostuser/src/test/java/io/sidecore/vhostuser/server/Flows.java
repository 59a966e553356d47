package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.TestBackend;
import java.util.concurrent.atomic.AtomicLong;

/** Guests at the ports g0, g1, ... that each send numbered frames to each other. One thread pumps. */
final class Flows implements AutoCloseable {

    /** Of one flow; those to one guest together are less than its ring holds. */
    private static final int WINDOW = 64;

    private static final int[] FRAME_BYTES = {60, 64, 200, 1514};

    private final Guest[] guests;
    private final long[][] sent;
    private final long[][] received;
    private final AtomicLong total = new AtomicLong();
    private boolean draining;

    Flows(TestBackend backend, int count, long features) {
        guests = new Guest[count];
        sent = new long[count][count];
        received = new long[count][count];
        for (int i = 0; i < count; i++) {
            guests[i] = new Guest(backend.socket("g" + i), i, features);
        }
    }

    /** Sends what the windows allow, and takes what has come. */
    void pump() {
        for (int i = 0; i < guests.length; i++) {
            for (int j = 0; j < guests.length && !draining; j++) {
                while (i != j && sent[i][j] - received[i][j] < WINDOW && send(i, j)) {
                    sent[i][j]++;
                }
            }
            int to = i;
            guests[i].receive((source, sequence, bytes, intact) -> take(to, source, sequence, bytes, intact));
        }
    }

    private boolean send(int from, int to) {
        long sequence = ((long) to << 48) | sent[from][to];
        return guests[from].send(guests[to].mac(), sequence, bytes(sent[from][to]));
    }

    private static int bytes(long sequence) {
        return FRAME_BYTES[(int) (sequence % FRAME_BYTES.length)];
    }

    private void take(int to, long source, long sequence, int bytes, boolean intact) {
        if (sequence >>> 48 != to) {
            return; // flooded, before the switch had learned where its receiver is
        }
        int from = (int) (source >>> 8);
        long want = received[from][to];
        if ((sequence & 0xffff_ffff_ffffL) != want || bytes != bytes(want) || !intact) {
            throw new AssertionError("g" + from + " to g" + to + ": got frame " + (sequence & 0xffff_ffff_ffffL)
                    + " of " + bytes + " bytes, want " + want);
        }
        received[from][to]++;
        total.incrementAndGet();
    }

    /** Waits until so many frames more have arrived; by another thread than the one that pumps. */
    void awaitFrames(int frames) {
        long goal = total.get() + frames;
        Await.until(frames + " frames have arrived", () -> total.get() >= goal);
    }

    /** Sends no more, and takes all that is still on its way. */
    void drain() {
        draining = true;
        Await.until("all frames have arrived", () -> {
            pump();
            return total.get() == sent();
        });
    }

    long sent() {
        long sum = 0;
        for (long[] row : sent) {
            for (long flow : row) {
                sum += flow;
            }
        }
        return sum;
    }

    long received() {
        return total.get();
    }

    @Override
    public void close() {
        for (Guest guest : guests) {
            guest.close();
        }
    }
}
