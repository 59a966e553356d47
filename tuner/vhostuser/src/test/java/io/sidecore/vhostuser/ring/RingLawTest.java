package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestPackedRing;
import io.sidecore.vhostuser.rig.TestRing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever driver and device do in whatever order: the device gets each chain once, as it was made, in its order; and
 * the driver gets each back once, in its order, with what was written. A chain is known by its length.
 */
class RingLawTest {

    private static final int SIZE = 16;
    private static final int STEPS = 20_000;
    private static final long BUFFER = TestMemory.FIRST + 0x2000;

    /** A chain on its way: its number of descriptors, its bytes, and what the device said it had written. */
    private record Chain(int slots, int bytes, int written) {}

    /** The driver's side of either kind of ring. */
    private interface Driver {

        DeviceRing device(GuestMemory memory, int base);

        void offer(Chain chain, boolean indirect);

        /** The bytes said to be written into the next chain that is back, the oldest; or -1 if none is. */
        int take(Chain oldest);
    }

    private final TestMemory memory = new TestMemory();
    private final Chains chains = new Chains(64);

    private Deque<Chain> offered = new ArrayDeque<>();
    private Deque<Chain> gathered = new ArrayDeque<>();
    private final Deque<Chain> completed = new ArrayDeque<>();
    private int slotsInUse;
    private int number;
    private int firstInChains;
    private boolean cutShort;

    @ParameterizedTest
    @CsvSource({
        "split, 1", "split, 2", "split, 3", "split, 5", "split, 8",
        "packed, 1", "packed, 2", "packed, 3", "packed, 5", "packed, 8",
    })
    void nothingIsLostRepeatedOrReordered(String kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean packed = kind.equals("packed");
        Driver driver = packed ? new Packed() : new Split();
        DeviceRing ring = driver.device(memory.guest(), packed ? PackedLayout.WRAP : 0);
        try {
            for (int step = 0; step < STEPS; step++) {
                ring = step(driver, ring, random);
            }
        } catch (AssertionError e) {
            throw new AssertionError(kind + ", seed " + seed + ", chain " + number, e);
        } finally {
            memory.close();
        }
        assertTrue(number > 1000, () -> "only " + number + " chains went round");
    }

    private DeviceRing step(Driver driver, DeviceRing ring, SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> offer(driver, random);
            case 3 -> gather(ring, random.nextInt(1, 6));
            case 4 -> complete(ring, random);
            case 5 -> publish(ring, random);
            case 6 -> take(driver, ring);
            default -> {
                return rarely(driver, ring, random);
            }
        }
        return ring;
    }

    private void offer(Driver driver, SplittableRandom random) {
        boolean indirect = random.nextInt(4) == 0;
        int slots = indirect ? 1 : random.nextInt(1, 4);
        if (slotsInUse + slots <= SIZE) {
            Chain chain = new Chain(slots, 4 + number++ % 500, -1);
            driver.offer(chain, indirect);
            slotsInUse += slots;
            offered.add(chain);
        }
    }

    private void gather(DeviceRing ring, int max) {
        if (gathered.isEmpty()) {
            chains.clear();
            firstInChains = 0;
        }
        if (cutShort) { // a queue's visit begins so
            publishWhole(ring);
        }
        boolean more = ring.hasMore();
        assertEquals(!offered.isEmpty(), more);
        int before = chains.count();
        int got = ring.gather(chains, Math.min(max, 64 - before));
        assertEquals(Math.min(Math.min(max, 64 - before), offered.size()), got);
        for (int i = 0; i < got; i++) {
            Chain chain = offered.remove();
            assertEquals(chain.bytes, chains.bytes(before + i));
            gathered.add(chain);
        }
    }

    private void complete(DeviceRing ring, SplittableRandom random) {
        int n = random.nextInt(gathered.size() + 1);
        for (int k = 0; k < n; k++) {
            Chain chain = gathered.remove();
            int written = random.nextInt(1, 1000);
            ring.note(k, chains, firstInChains + k, written);
            completed.add(new Chain(chain.slots, chain.bytes, written));
        }
        firstInChains += n;
        ring.complete(n);
    }

    /** Or a fault cuts it short before the guest is called. */
    private void publish(DeviceRing ring, SplittableRandom random) {
        if (random.nextInt(4) > 0) {
            publishWhole(ring);
        } else {
            cutShort |= ring.isUnpublished();
            ring.publish();
        }
    }

    private void publishWhole(DeviceRing ring) {
        ring.publish();
        ring.published();
        cutShort = false;
        assertFalse(ring.isUnpublished());
    }

    private void take(Driver driver, DeviceRing ring) {
        boolean unpublished = ring.isUnpublished();
        while (!completed.isEmpty()) {
            Chain oldest = completed.element();
            int written = driver.take(oldest);
            if (written < 0) {
                assertTrue(unpublished, "all was published and is not there");
                return;
            }
            assertEquals(oldest.written, written);
            slotsInUse -= oldest.slots;
            completed.remove();
        }
        assertEquals(-1, driver.take(new Chain(1, 4, -1)), "more is back than was given back");
    }

    /** Reads again what was not completed; or another device goes on. */
    private DeviceRing rarely(Driver driver, DeviceRing ring, SplittableRandom random) {
        gathered.addAll(offered);
        offered = gathered;
        gathered = new ArrayDeque<>();
        if (random.nextInt(4) > 0) {
            ring.rewind();
            return ring;
        }
        publishWhole(ring);
        return driver.device(memory.guest(), ring.base());
    }

    private final class Split implements Driver {

        private final TestRing ring = new TestRing(memory.at(TestMemory.FIRST), SIZE);
        private final Deque<Integer> free = new ArrayDeque<>();
        private final Deque<int[]> used = new ArrayDeque<>();
        private int usedSeen;

        Split() {
            for (int i = 0; i < SIZE; i++) {
                free.add(i * 7 % SIZE);
            }
        }

        @Override
        public DeviceRing device(GuestMemory guest, int base) {
            DeviceRing device = new SplitRing(guest, ring.place(), base, features(0));
            device.begin();
            return device;
        }

        @Override
        public void offer(Chain chain, boolean indirect) {
            int[] heads = new int[chain.slots];
            for (int i = 0; i < chain.slots; i++) {
                heads[i] = free.remove();
            }
            used.add(heads);
            if (indirect) {
                long table = BUFFER + 0x1000 + heads[0] * 32L;
                TestRing.descriptorAt(memory.at(table), BUFFER, 1, SplitLayout.NEXT, 1);
                TestRing.descriptorAt(memory.at(table) + 16, BUFFER, chain.bytes - 1, 0, 0);
                ring.descriptor(heads[0], table, 32, SplitLayout.INDIRECT, 0);
            } else {
                for (int i = 0; i < chain.slots; i++) {
                    boolean last = i == chain.slots - 1;
                    int length = last ? chain.bytes - i : 1;
                    ring.descriptor(heads[i], BUFFER, length, last ? 0 : SplitLayout.NEXT, last ? 0 : heads[i + 1]);
                }
            }
            ring.offer(heads[0]);
        }

        @Override
        public int take(Chain oldest) {
            if (ring.usedIndex() == (usedSeen & 0xffff)) {
                return -1;
            }
            int[] heads = used.remove();
            assertEquals(heads[0], ring.usedHead(usedSeen));
            for (int head : heads) {
                free.add(head);
            }
            return ring.usedLength(usedSeen++);
        }
    }

    private final class Packed implements Driver {

        private final TestPackedRing ring = new TestPackedRing(memory.at(TestMemory.FIRST), SIZE);
        private final Deque<Integer> ids = new ArrayDeque<>();
        private int id;

        @Override
        public DeviceRing device(GuestMemory guest, int base) {
            DeviceRing device = new PackedRing(guest, ring.place(), base, features(Features.RING_PACKED));
            device.begin();
            return device;
        }

        @Override
        public void offer(Chain chain, boolean indirect) {
            id = (id + 7) & 0xffff;
            ids.add(id);
            if (indirect) {
                long table = BUFFER + 0x1000 + ring.availPosition() * 32L;
                TestPackedRing.descriptorAt(memory.at(table), 0, BUFFER, 1, 0);
                TestPackedRing.descriptorAt(memory.at(table) + 16, 0, BUFFER, chain.bytes - 1, 0);
                ring.put(0, id, table, 32, SplitLayout.INDIRECT);
            } else {
                for (int i = chain.slots - 1; i >= 0; i--) {
                    boolean last = i == chain.slots - 1;
                    ring.put(i, id, BUFFER, last ? chain.bytes - i : 1, last ? 0 : SplitLayout.NEXT);
                }
            }
            ring.advance(chain.slots);
        }

        @Override
        public int take(Chain oldest) {
            if (!ring.isUsed()) {
                return -1;
            }
            assertEquals(ids.remove(), ring.usedId());
            int length = ring.usedLength();
            ring.take(oldest.slots);
            return length;
        }
    }

    private static RingFeatures features(long more) {
        return new RingFeatures(Features.VERSION_1 | Features.INDIRECT_DESC | Features.EVENT_IDX | more);
    }
}
