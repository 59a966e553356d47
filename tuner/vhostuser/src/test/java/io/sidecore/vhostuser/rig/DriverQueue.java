package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.ring.SplitLayout;
import java.util.ArrayDeque;
import java.util.Deque;

/** A driver's virtqueue, split or packed, for chains of which each is known by a number below the ring's size. */
public interface DriverQueue {

    /** Makes a chain available, of pieces whose address and length follow each other. */
    void offer(int id, boolean writable, long... addressesAndLengths);

    /** Takes the next chain that is back; returns its number, or -1 if none is. */
    int take();

    /** What was written into the chain that was taken last. */
    int length();

    /** Offsets of what the driver and what the device writes, from the ring's start. */
    long driverOffset();

    long deviceOffset();

    /** Where the device stands, as SET_VRING_BASE says it for a ring in the state that this one was made in. */
    int firstBase();

    static DriverQueue of(boolean packed, long at, int size) {
        return packed ? new Packed(at, size) : new Split(at, size);
    }

    /** Descriptors are used one after the other: chains come back in order. */
    final class Split implements DriverQueue {

        private final TestRing ring;
        private final int size;
        private final int[] idOf;
        private int next;
        private int used;
        private int length;

        private Split(long at, int size) {
            this.ring = new TestRing(at, size);
            this.size = size;
            this.idOf = new int[size];
        }

        @Override
        public void offer(int id, boolean writable, long... pieces) {
            int flags = writable ? SplitLayout.WRITE : 0;
            int head = next;
            for (int i = 0; i < pieces.length; i += 2) {
                boolean last = i + 2 == pieces.length;
                int at = next;
                next = (next + 1) % size;
                ring.descriptor(at, pieces[i], (int) pieces[i + 1], flags | (last ? 0 : SplitLayout.NEXT), next);
            }
            idOf[head] = id;
            ring.offer(head);
        }

        @Override
        public int take() {
            if (ring.usedIndex() == (used & 0xffff)) {
                return -1;
            }
            length = ring.usedLength(used);
            return idOf[ring.usedHead(used++)];
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long driverOffset() {
            return TestRing.availOffset(size);
        }

        @Override
        public long deviceOffset() {
            return TestRing.usedOffset(size);
        }

        @Override
        public int firstBase() {
            return 0;
        }
    }

    /** Chains come back in order, so the number of descriptors of each is known. */
    final class Packed implements DriverQueue {

        private final TestPackedRing ring;
        private final int size;
        private final Deque<Integer> slots = new ArrayDeque<>();
        private int length;

        private Packed(long at, int size) {
            this.ring = new TestPackedRing(at, size);
            this.size = size;
        }

        @Override
        public void offer(int id, boolean writable, long... pieces) {
            int count = pieces.length / 2;
            int flags = writable ? SplitLayout.WRITE : 0;
            for (int i = count - 1; i >= 0; i--) {
                int more = i == count - 1 ? 0 : SplitLayout.NEXT;
                ring.put(i, id, pieces[2 * i], (int) pieces[2 * i + 1], flags | more);
            }
            ring.advance(count);
            slots.add(count);
        }

        @Override
        public int take() {
            if (!ring.isUsed()) {
                return -1;
            }
            int id = ring.usedId();
            length = ring.usedLength();
            ring.take(slots.remove());
            return id;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long driverOffset() {
            return TestPackedRing.driverEventOffset(size);
        }

        @Override
        public long deviceOffset() {
            return TestPackedRing.deviceEventOffset(size);
        }

        @Override
        public int firstBase() {
            return 0x8000_8000;
        }
    }
}
