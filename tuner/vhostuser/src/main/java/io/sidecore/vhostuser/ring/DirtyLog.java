package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * The bitmap in which a device notes the pages of its guest that it wrote, so that a migration copies them again
 * (vhost-user, "Migration"). One bit for each page of 4 KiB from guest address 0 on. The frontend reads and clears it
 * meanwhile, so bits are set atomically.
 */
public final class DirtyLog implements AutoCloseable {

    private static final int PAGE_SHIFT = 12;

    private final Mapping mapping;
    private final long start;
    private final long pages;

    /**
     * @param mapping of the file that the frontend shared, from its start; closed with this
     * @param offset where in it the bitmap begins, a multiple of 8
     * @param bytes how long the bitmap is
     */
    public DirtyLog(Mapping mapping, long offset, long bytes) {
        this.mapping = mapping;
        this.start = mapping.address() + offset;
        this.pages = bytes / 8 * 64;
    }

    /** Notes that memory was written. What lies beyond the bitmap is not the migration's. */
    void mark(long guestAddress, long bytes) {
        RawMemory.fullFence(); // who clears a bit then copies the page: the write must be seen before the bit is looked
        // at
        long last = (guestAddress + bytes - 1) >>> PAGE_SHIFT;
        for (long page = guestAddress >>> PAGE_SHIFT; page <= last && page < pages; page++) {
            long at = start + (page >>> 6) * 8;
            RawMemory.setBits(at, 1L << (page & 63));
        }
    }

    /** Only when no worker can still write. */
    @Override
    public void close() {
        mapping.close();
    }
}
