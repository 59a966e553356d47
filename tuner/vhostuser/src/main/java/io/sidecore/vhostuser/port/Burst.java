package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.Segments;

/**
 * Frames that were taken from a transmit queue together. First all descriptors are read, then the beginning of each
 * frame, then each is carried on: so the cache misses of one step overlap, which is most of what a frame costs.
 *
 * <p>What is not done when a fault cuts a visit short stays, and is gone on with at the next visit.
 */
final class Burst {

    /** Frames that one burst has at most. */
    static final int MAX = 64;

    private final DeviceRing ring;
    private final int headerBytes;
    private final boolean readsHeaders;
    private final Chains chains = new Chains(MAX, true);
    private final Frame[] frames = new Frame[MAX];
    private final Segments scratch = new Segments();
    private int first;
    private int count;

    /**
     * @param headerBytes length of the net header before each frame
     * @param readsHeaders whether the guest may leave something to be done; else all headers count as zero
     */
    Burst(DeviceRing ring, int headerBytes, boolean readsHeaders) {
        this.ring = ring;
        this.headerBytes = headerBytes;
        this.readsHeaders = readsHeaders;
        for (int i = 0; i < MAX; i++) {
            frames[i] = new Frame();
        }
    }

    /**
     * Takes the next frames, if all of the last ones are done.
     *
     * @return how many are to be done
     * @throws RingException if the guest broke a rule
     */
    int load() {
        if (first < count) {
            return count - first;
        }
        chains.clear();
        first = 0;
        count = 0;
        int gathered = ring.gather(chains, MAX);
        for (int i = 0; i < gathered; i++) {
            read(i);
        }
        count = gathered;
        return gathered;
    }

    private void read(int i) {
        Frame frame = frames[i];
        int bytes = chains.bytes(i) - headerBytes;
        if (bytes < Frame.ETHERNET_HEADER_BYTES || bytes > Staging.MAX_FRAME_BYTES || chains.writable(i) != 0) {
            frame.setUnusable();
        } else if (chains.isSingle(i)) {
            frame.setWhole(chains.address(i) + headerBytes, bytes);
            if (readsHeaders) {
                frame.setOffload(chains.address(i));
            }
        } else {
            frame.setPieces(chains, i, headerBytes, readsHeaders, scratch);
        }
    }

    /** Throws if the i-th frame, of those not usable, is so because the guest broke a rule. */
    void requireReadable(int i) {
        if (chains.writable(i) != 0) {
            throw new RingException("a buffer for the device to write in a transmit queue");
        }
    }

    /** All frames: those that are not done are from {@link #first} to before {@link #end}. */
    Frame[] frames() {
        return frames;
    }

    int first() {
        return first;
    }

    int end() {
        return count;
    }

    boolean isDone() {
        return first == count;
    }

    /** Gives the next n frames' buffers back to the guest. */
    void complete(int n) {
        for (int k = 0; k < n; k++) {
            ring.note(k, chains, first + k, 0);
        }
        first += n;
        ring.complete(n); // last, as this calls nothing: a fault that surfaces late comes before both or after
    }

    /** Bytes of the usable frames that were done since the i-th was first. */
    long bytesSince(int i) {
        long bytes = 0;
        for (int k = i; k < first; k++) {
            bytes += Math.max(0, frames[k].bytes());
        }
        return bytes;
    }
}
