package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.Segments;

/**
 * Frames that were taken from a guest's transmit queue. First all descriptors are read, then the beginning of each
 * frame, then each is carried on: so the cache misses of one step overlap, which is most of what a frame costs.
 */
final class RingBurst extends Burst {

    private final DeviceRing ring;
    private final int headerBytes;
    private final boolean readsHeaders;
    private final Chains chains = new Chains(MAX, true);
    private final Segments scratch = new Segments();

    /** How many chains the ring had given back when the first of these was read. */
    private int givenBackBefore;

    /**
     * @param headerBytes length of the net header before each frame
     * @param readsHeaders whether the guest may leave something to be done; else all headers count as zero
     */
    RingBurst(DeviceRing ring, int headerBytes, boolean readsHeaders) {
        this.ring = ring;
        this.headerBytes = headerBytes;
        this.readsHeaders = readsHeaders;
    }

    @Override
    int load() {
        giveBack();
        if (first < count) {
            return count - first;
        }
        restart(ring.givenBack());
        chains.clear();
        ring.rewind(); // changes nothing, unless a fault surfaced while frames were read
        int gathered = ring.gather(chains, MAX);
        for (int i = 0; i < gathered; i++) {
            read(i);
        }
        count = gathered;
        return gathered;
    }

    /** Calls nothing, so no fault surfaces in its midst. */
    private void restart(int givenBack) {
        count = 0;
        first = 0;
        givenBackBefore = givenBack;
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

    @Override
    void requireReadable(int i) {
        if (chains.writable(i) != 0) {
            throw new RingException("a buffer for the device to write in a transmit queue");
        }
    }

    /** Whether a fault cut {@link #completeUpTo} short. */
    boolean isUnfinished() {
        return givenBack() < first;
    }

    /** The first whose buffers the guest does not have back. */
    private int givenBack() {
        return ring.givenBack() - givenBackBefore;
    }

    @Override
    void completeUpTo(int end) {
        first = end;
        giveBack();
    }

    /** Goes on where it was cut short. */
    private void giveBack() {
        int next = givenBack();
        int due = first - next;
        for (int k = 0; k < due; k++) {
            ring.note(k, chains, next + k, 0);
        }
        ring.complete(due);
    }
}
