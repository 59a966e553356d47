package io.sidecore.vhostuser.fuzz;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.PackedLayout;
import io.sidecore.vhostuser.ring.PackedRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.RingPlace;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.ring.SplitRing;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.List;

/**
 * A ring in memory that the fuzzer writes while the device uses it. Whatever is there, the device throws nothing but
 * {@link RingException}, hands out only addresses in the guest's memory, and never more chains than the ring has.
 */
public final class RingTarget {

    private static final int SIZE = 8;
    private static final int MAX_STEPS = 500;
    private static final int REGION_BYTES = 0x4000;
    private static final long FIRST = 0x10000;

    /** Behind the first for the guest, not in the file, where there is nothing between them. */
    private static final long SECOND = FIRST + REGION_BYTES;

    private static final int SECOND_OFFSET = 0x8000;
    private static final long USER = 0x7000_0000L;

    private static final Memfd FILE = new Memfd(0x10000);
    private static final GuestMemory MEMORY = new GuestMemory(List.of(region(FIRST, 0), region(SECOND, SECOND_OFFSET)));

    private final Input input;
    private final boolean packed;
    private final DeviceRing ring;
    private final Chains chains;
    private final Segments pieces = new Segments();

    /** Where the driver puts the next chain; kept in step with the ring only if the fuzzer likes. */
    private int available;

    private int firstInChains;

    /** Chains that the driver does not have back. */
    private int gathered;

    private int completed;

    private boolean cutShort;

    private RingTarget(Input input) {
        this.input = input;
        RawMemory.clear(FILE.address(), 0x10000);
        int kind = input.octet();
        packed = (kind & 1) != 0;
        chains = new Chains(16, (kind & 2) != 0);
        long features = Features.VERSION_1
                | ((kind & 4) != 0 ? Features.EVENT_IDX : 0)
                | ((kind & 8) != 0 ? 0 : Features.INDIRECT_DESC);
        int size = packed && (kind & 16) != 0 ? SIZE - 1 : SIZE;
        int base = (kind & 32) != 0 ? input.word() | input.word() << 16 : packed ? PackedLayout.WRAP : 0;
        RingPlace place = place(size);
        ring = packed
                ? new PackedRing(MEMORY, place, base, new RingFeatures(features))
                : new SplitRing(MEMORY, place, base & 0xffff, new RingFeatures(features));
        if ((kind & 64) != 0) {
            RawMemory.put(input.take(512), FILE.address());
        }
        ring.begin();
    }

    private static GuestMemory.Region region(long guestAddress, long offset) {
        return new GuestMemory.Region(
                guestAddress, USER + guestAddress, REGION_BYTES, offset, FILE.duplicate(), FILE.mapAgain());
    }

    /** At the start of the first region: descriptors, then what the driver writes, then what the device does. */
    private static RingPlace place(int size) {
        long at = MEMORY.hostAddress(FIRST, REGION_BYTES);
        return new RingPlace(size, at, at + 0x100, at + 0x200, RingPlace.NOT_LOGGED);
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        LastInput.keep(data);
        Input input = new Input(data);
        RingTarget target = new RingTarget(input);
        try {
            for (int step = 0; step < MAX_STEPS && !input.isEmpty(); step++) {
                target.step();
            }
        } catch (RingException e) {
            // the device is stopped
        }
    }

    private void step() {
        int action = input.octet();
        switch (action & 15) {
            case 0, 1, 2, 3 -> descriptor(action >> 4);
            case 4 -> available(action >> 4);
            case 5, 6, 7 -> gather(1 + (action >> 4));
            case 8, 9 -> complete(action >> 4);
            case 10 -> {
                ring.publish();
                cutShort = true;
            }
            case 11 -> publish();
            case 12 -> rewind();
            case 13 -> kicks(action >> 4);
            case 14 -> RawMemory.put(input.take(action >> 4), FILE.address() + input.octet() * 4L);
            default -> table(action >> 4);
        }
    }

    /** Somewhere in the guest's memory, most often. */
    private long address() {
        int kind = input.octet();
        return kind == 0xff ? input.number() : FIRST + (kind & 0x7f) * 0x100L + ((kind & 0x80) != 0 ? 0xf8 : 0);
    }

    /** Few bytes, most often. */
    private int length() {
        int kind = input.octet();
        return kind == 0xff ? (int) input.number() : kind == 0xfe ? input.word() : kind;
    }

    /** Puts a descriptor into the ring, for which only its flags' wrap bits are right. */
    private void descriptor(int where) {
        int slot = where < 8 ? available % SIZE : where - 8;
        int flags = input.octet();
        write(FILE.address() + slot * 16L, flags);
        if (where < 4) {
            available(1);
        }
    }

    private void write(long at, int flags) {
        RawMemory.putLong(at, address());
        RawMemory.putInt(at + 8, length());
        if (packed) {
            boolean wrap = available / SIZE % 2 == 0 ^ (flags & 0x40) != 0;
            RawMemory.putShort(at + 12, input.octet());
            RawMemory.putShort(at + 14, (flags & 7) | (wrap ? PackedLayout.AVAIL : PackedLayout.USED));
        } else {
            RawMemory.putShort(at + 12, flags & 7);
            RawMemory.putShort(at + 14, flags >> 3 & 15);
        }
    }

    /** Descriptors somewhere else, for tables. */
    private void table(int count) {
        long at = FILE.address() + 0x400;
        for (int i = 0; i < count; i++) {
            write(at + i * 16L, input.octet());
        }
    }

    private void available(int count) {
        if (!packed) {
            RawMemory.putShort(FILE.address() + 0x100 + 4 + 2L * (available % SIZE), available % SIZE);
        }
        available += count;
        RawMemory.putShort(FILE.address() + 0x102, packed ? input.word() : available & 0xffff);
    }

    private void gather(int max) {
        if (gathered == completed) {
            chains.clear();
            firstInChains = 0;
        }
        ring.hasMore();
        int before = chains.count();
        int got = ring.gather(chains, Math.min(max, 16 - before));
        check(got >= 0 && chains.count() == before + got, "it counts wrong");
        gathered += got;
        // A packed ring's places are the driver's again when it was told; of a split ring's only the device knows.
        check(gathered - (packed && !cutShort ? 0 : completed) <= SIZE, "more chains than the ring has");
        for (int i = before; i < before + got; i++) {
            checkChain(i);
        }
    }

    private void checkChain(int i) {
        pieces.clear();
        chains.copyPieces(i, pieces);
        check(pieces.bytes() == chains.bytes(i) && chains.bytes(i) > 0, "bytes");
        check(chains.writable(i) >= 0 && chains.writable(i) <= chains.bytes(i), "bytes to write");
        while (pieces.bytes() > 0) {
            int length = pieces.firstLength();
            check(isInside(pieces.firstAddress(), length), "an address outside the guest's memory");
            pieces.dropFirst(length);
        }
    }

    private static boolean isInside(long address, int length) {
        for (long guest : new long[] {FIRST, SECOND}) {
            long start = MEMORY.hostAddress(guest, REGION_BYTES);
            if (length > 0 && address >= start && address + length <= start + REGION_BYTES) {
                return true;
            }
        }
        return false;
    }

    private void complete(int most) {
        int n = Math.min(most, gathered - completed);
        for (int k = 0; k < n; k++) {
            ring.note(k, chains, firstInChains + k, chains.bytes(firstInChains + k));
        }
        ring.complete(n);
        completed += n;
        firstInChains += n;
    }

    private void publish() {
        ring.publish();
        ring.published();
        check(!ring.isUnpublished(), "unpublished after it was published");
        cutShort = false;
        gathered -= completed;
        completed = 0;
    }

    private void rewind() {
        ring.rewind();
        chains.clear();
        firstInChains = 0;
        gathered = completed;
    }

    private void kicks(int which) {
        switch (which & 3) {
            case 0 -> ring.kicksOn();
            case 1 -> ring.kicksOff();
            case 2 -> ring.hasNews();
            default -> check(ring.seenWaiting() >= 0, "seen waiting");
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
