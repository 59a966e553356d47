package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.GuestMemory.Region;
import java.util.List;

/** Memory with a ring in it, as device and as driver see it, without a connection. */
public final class TestMemory implements AutoCloseable {

    /** Two regions that are neighbours for the guest, and not in the file. */
    public static final long FIRST = 0x10000;

    public static final long REGION_BYTES = 0x8000;
    public static final long SECOND = FIRST + REGION_BYTES;
    public static final long END = SECOND + REGION_BYTES;
    public static final long USER = 0x7000_0000L;

    private static final long FILE_BYTES = 0x20000;
    private static final long FIRST_OFFSET = 0x10000;
    private static final long SECOND_OFFSET = 0x4000;

    private final Memfd file = new Memfd(FILE_BYTES);
    private final GuestMemory guest;

    public TestMemory() {
        guest = new GuestMemory(List.of(region(FIRST, FIRST_OFFSET), region(SECOND, SECOND_OFFSET)));
    }

    private Region region(long guestAddress, long offset) {
        return new Region(guestAddress, USER + guestAddress, REGION_BYTES, offset, file.duplicate(), file.mapAgain());
    }

    public GuestMemory guest() {
        return guest;
    }

    public Memfd file() {
        return file;
    }

    /** The test's own address of a guest's. */
    public long at(long guestAddress) {
        return file.address()
                + (guestAddress < SECOND ? guestAddress - FIRST + FIRST_OFFSET : guestAddress - SECOND + SECOND_OFFSET);
    }

    @Override
    public void close() {
        guest.close();
        file.close();
    }
}
