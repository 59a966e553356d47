package io.sidecore.vhostuser.rig;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Two well-behaved guests that share a worker with a hostile one. What happens to that must be nothing to them. */
public final class Innocents implements AutoCloseable {

    /** Less than a ring holds, so that nothing may be dropped. */
    private static final int WINDOW = 64;

    private static final int NOT_COUNTED = -1;

    /** After so many looks that saw nothing come, frames are taken for lost. */
    private static final int LOOKS = 1000;

    private final TestBackend backend;
    private final Guest[] guests;
    private final long[] sent = new long[2];
    private final long[] received = new long[2];
    private boolean garbage;
    private int fruitless;

    public Innocents(TestBackend backend, long features) {
        this.backend = backend;
        guests = new Guest[] {
            new Guest(backend.socket("good1"), 1, features), new Guest(backend.socket("good2"), 2, features)
        };
        exchange(10);
    }

    /** Sends a frame to everybody; each other ignores it. */
    public void broadcast() {
        guests[0].send(Guest.BROADCAST, NOT_COUNTED, Guest.MIN_FRAME_BYTES);
    }

    /** Sends so many frames each way, and checks that each arrives once and in order. */
    public void exchange(int frames) {
        long[] goal = {sent[0] + frames, sent[1] + frames};
        try {
            exchangeUpTo(goal, frames);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + whatIsWrong(), e);
        }
    }

    /** Whether a frame is missing, or nothing comes any more: sends one more each way, which is ahead of its turn then. */
    private String whatIsWrong() {
        long[] late = {-1, -1};
        for (int i = 0; i < 2; i++) {
            guests[i].send(guests[1 - i].mac(), sent[i], Guest.MIN_FRAME_BYTES);
        }
        for (int look = 0; look < LOOKS; look++) {
            for (int i = 0; i < 2; i++) {
                int to = i;
                guests[i].receive((source, sequence, bytes, intact) -> late[to] = sequence);
            }
            LockSupport.parkNanos(1_000_000);
        }
        return "sent " + Arrays.toString(sent) + ", received " + Arrays.toString(received)
                + "; of one more each way came " + Arrays.toString(late) + "; the backend said "
                + backend.log() + "; " + workers();
    }

    /** Where each worker is: it may wait, spin, or be no more. */
    private static String workers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("sidecore-"))
                .map(entry -> entry.getKey().getName() + " at " + Arrays.toString(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private void exchangeUpTo(long[] goal, int frames) {
        Await.until("both have got " + frames + " frames more", () -> {
            long before = received[0] + received[1];
            for (int i = 0; i < 2; i++) {
                sendUpTo(i, goal[i]);
                receive(i);
            }
            sendAgainIfFruitless(received[0] + received[1] == before);
            return received[0] == goal[1] && received[1] == goal[0];
        });
    }

    private void sendAgainIfFruitless(boolean nothing) {
        fruitless = nothing ? fruitless + 1 : 0;
        if (garbage && fruitless == LOOKS) {
            fruitless = 0;
            sent[0] = received[1];
            sent[1] = received[0];
        }
    }

    private void sendUpTo(int i, long goal) {
        int other = 1 - i;
        while (sent[i] < goal && sent[i] - received[other] < WINDOW) {
            if (!guests[i].send(guests[other].mac(), sent[i], Guest.MIN_FRAME_BYTES)) {
                return;
            }
            sent[i]++;
        }
    }

    /**
     * From now on, what is lost is sent again, and what was there before is not counted. For when a third guest sends
     * from memory that faults: its frames are garbage, and that can be what lay in the buffers from earlier frames, with
     * our own addresses as their source, which the switch then learns: until the other sends again, what is for it goes
     * astray, and what comes next is ahead of its turn.
     */
    public void expectGarbage() {
        garbage = true;
    }

    private void receive(int i) {
        guests[i].receive((source, sequence, bytes, intact) -> {
            boolean odd = garbage && (!intact || sequence != received[i]);
            if (source != guests[1 - i].mac() || sequence == NOT_COUNTED || odd) {
                return;
            }
            if (sequence != received[i] || bytes != Guest.MIN_FRAME_BYTES || !intact) {
                throw new AssertionError("got frame " + sequence + " of " + bytes + " bytes, intact: " + intact
                        + ", want the one numbered " + received[i]);
            }
            received[i]++;
        });
    }

    @Override
    public void close() {
        guests[0].close();
        guests[1].close();
    }
}
