package io.sidecore.guests.driver;

import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.ByteArrayOutputStream;

/**
 * Plays the device over the same memory, as the standard has it and in no other way than through guest physical
 * addresses: independent of the backend, so that the two do not share a mistake.
 */
public final class TestDevice {

    private final GuestMemory memory;
    private final DriverRing ring;
    private int seen;
    private int used;
    private int signalled;

    public TestDevice(GuestMemory memory, DriverRing ring) {
        this.memory = memory;
        this.ring = ring;
    }

    /** Heads that the driver has shown and this device has not taken. */
    int waiting() {
        return (RawMemory.getShortAcquire(ring.availAddress() + SplitLayout.RING_INDEX) - seen) & 0xffff;
    }

    int availIndex() {
        return RawMemory.getShort(ring.availAddress() + SplitLayout.RING_INDEX);
    }

    /** Takes the next chain and returns its head. */
    int take() {
        if (waiting() == 0) {
            throw new AssertionError("the driver has shown nothing more");
        }
        int head = RawMemory.getShort(ring.availAddress() + SplitLayout.RING_ENTRIES + 2L * (seen & (ring.size() - 1)));
        seen = (seen + 1) & 0xffff;
        return head;
    }

    /** The bytes of a chain that the device may read. */
    byte[] read(int head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        read(ring.descriptorsAddress(), head, bytes);
        return bytes.toByteArray();
    }

    private void read(long table, int index, ByteArrayOutputStream bytes) {
        long at = table + (long) index * SplitLayout.DESCRIPTOR_BYTES;
        int flags = RawMemory.getShort(at + SplitLayout.DESCRIPTOR_FLAGS);
        long address = translate(RawMemory.getLong(at));
        int length = RawMemory.getInt(at + SplitLayout.DESCRIPTOR_LENGTH);
        if ((flags & SplitLayout.INDIRECT) != 0) {
            read(address, 0, bytes);
        } else {
            byte[] piece = new byte[length];
            RawMemory.get(address, piece);
            bytes.writeBytes(piece);
        }
        if ((flags & SplitLayout.NEXT) != 0) {
            read(table, RawMemory.getShort(at + SplitLayout.DESCRIPTOR_NEXT), bytes);
        }
    }

    /** Writes into the single buffer of a receive chain. */
    void write(int head, byte[] bytes) {
        long at = ring.descriptorsAddress() + (long) head * SplitLayout.DESCRIPTOR_BYTES;
        if (RawMemory.getShort(at + SplitLayout.DESCRIPTOR_FLAGS) != SplitLayout.WRITE
                || RawMemory.getInt(at + SplitLayout.DESCRIPTOR_LENGTH) < bytes.length) {
            throw new AssertionError("no buffer to write " + bytes.length + " bytes into");
        }
        RawMemory.put(bytes, translate(RawMemory.getLong(at)));
    }

    /** Where the single buffer of a chain is. */
    long address(int head) {
        return translate(RawMemory.getLong(ring.descriptor(head)));
    }

    int length(int head) {
        return RawMemory.getInt(ring.descriptor(head) + SplitLayout.DESCRIPTOR_LENGTH);
    }

    private long translate(long guestPhysical) {
        long offset = guestPhysical - GuestMemory.GUEST_PHYSICAL_BASE;
        if (offset < 0 || offset >= memory.bytes()) {
            throw new AssertionError("address 0x" + Long.toHexString(guestPhysical) + " is outside of guest memory");
        }
        return memory.userAddress() + offset;
    }

    /** Gives a chain back; whether this is a moment to call the driver with EVENT_IDX is what it returns. */
    boolean use(int head, int writtenBytes) {
        long entry = ring.usedAddress() + SplitLayout.RING_ENTRIES + 8L * (used & (ring.size() - 1));
        RawMemory.putInt(entry, head);
        RawMemory.putInt(entry + 4, writtenBytes);
        setUsedIndex(used + 1);
        int event = RawMemory.getShort(ring.availAddress() + SplitLayout.usedEvent(ring.size()));
        boolean calls = SplitLayout.passes(event, used, signalled);
        signalled = used;
        return calls;
    }

    void setUsedIndex(int index) {
        used = index & 0xffff;
        RawMemory.putShortRelease(ring.usedAddress() + SplitLayout.RING_INDEX, used);
    }

    /** With EVENT_IDX: asks for a kick when the available index passes this one. */
    void askForKickAt(int index) {
        RawMemory.putShort(ring.usedAddress() + SplitLayout.availEvent(ring.size()), index);
    }

    /** Without EVENT_IDX: whether kicks are wanted. */
    void wantKicks(boolean wanted) {
        RawMemory.putShort(ring.usedAddress() + SplitLayout.RING_FLAGS, wanted ? 0 : SplitLayout.NO_NOTIFY);
    }

    boolean callsAreRefusedByFlag() {
        return RawMemory.getShort(ring.availAddress() + SplitLayout.RING_FLAGS) == SplitLayout.NO_NOTIFY;
    }

    /** Takes and gives back all that waits. */
    public void consumeAll() {
        while (waiting() > 0) {
            use(take(), 0);
        }
    }
}
