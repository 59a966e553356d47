package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A guest's memory as its frontend shared it: regions, each known by the address that the guest uses (in descriptors)
 * and by the one that the frontend uses (for the rings themselves). Nothing that a guest says becomes an address of
 * ours except through the bounds checked here.
 */
public final class GuestMemory implements AutoCloseable {

    /**
     * One region.
     *
     * @param guestAddress where the guest sees it
     * @param userAddress where the frontend process sees it
     * @param bytes its length
     * @param offset where in the file it starts
     * @param file kept open, to tell later whether the guest has truncated it
     * @param mapping of the file from its start
     */
    public record Region(long guestAddress, long userAddress, long bytes, long offset, Fd file, Mapping mapping) {

        /** Whether the file has become shorter than what we mapped: using its end would fault. */
        boolean isTruncated() {
            return Mapping.fileBytes(file.number()) < offset + bytes;
        }

        /** Only when nobody uses it. */
        public void close() {
            mapping.close();
            file.close();
        }
    }

    private final List<Region> regions;
    private final long[] guestAddresses;
    private final long[] lengths;
    private final long[] hostAddresses;

    /** Where the last look-up ended. Shared by two workers at most, for which any value will do. */
    private int last;

    /** Where pages that we write are noted while the guest migrates; else null. */
    private volatile @Nullable DirtyLog dirtyLog;

    /** Takes over the regions' files and mappings. */
    public GuestMemory(List<Region> regions) {
        this.regions = List.copyOf(regions);
        int count = regions.size();
        guestAddresses = new long[count];
        lengths = new long[count];
        hostAddresses = new long[count];
        for (int i = 0; i < count; i++) {
            Region region = regions.get(i);
            guestAddresses[i] = region.guestAddress;
            lengths[i] = region.bytes;
            hostAddresses[i] = region.mapping.address() + region.offset;
        }
    }

    /**
     * Our address of a guest's buffer that must lie in one region.
     *
     * @throws RingException if it does not
     */
    public long hostAddress(long guest, long bytes) {
        int region = regionOf(guest);
        long offset = guest - guestAddresses[region];
        if (bytes > lengths[region] - offset) {
            throw outside(guest, bytes);
        }
        return hostAddresses[region] + offset;
    }

    /**
     * Adds a chain of one buffer, which may go on from one region into the next.
     *
     * @throws RingException if a part of it is not in the guest's memory
     */
    void addSingle(int id, long guest, int bytes, boolean isWritable, Chains to) {
        int region = regionOf(guest);
        long offset = guest - guestAddresses[region];
        if (bytes <= lengths[region] - offset) {
            to.addSingle(id, hostAddresses[region] + offset, bytes, isWritable);
            return;
        }
        to.begin();
        addBuffer(guest, bytes, isWritable, to);
        to.end(id, 1);
    }

    /**
     * Adds a guest's buffer to the chain that is being read.
     *
     * @throws RingException if a part of it is not in the guest's memory
     */
    void addBuffer(long guest, int bytes, boolean isWritable, Chains to) {
        while (bytes > 0) {
            int region = regionOf(guest);
            long offset = guest - guestAddresses[region];
            int chunk = (int) Math.min(bytes, lengths[region] - offset);
            to.add(hostAddresses[region] + offset, chunk, isWritable);
            guest += chunk;
            bytes -= chunk;
        }
    }

    private int regionOf(long guest) {
        int region = last;
        if (region < lengths.length && contains(region, guest)) {
            return region;
        }
        for (region = 0; region < lengths.length; region++) {
            if (contains(region, guest)) {
                last = region;
                return region;
            }
        }
        throw outside(guest, 1);
    }

    private boolean contains(int region, long guest) {
        long offset = guest - guestAddresses[region];
        return offset >= 0 && offset < lengths[region]; // an overflow is negative, or beyond the length
    }

    private static RingException outside(long guest, long bytes) {
        return new RingException("a buffer at guest address 0x" + Long.toHexString(guest) + " of "
                + Long.toUnsignedString(bytes) + " bytes, outside the guest's memory");
    }

    /**
     * Our address of a part of a ring, which the frontend names by its own address.
     *
     * @param alignment a power of two
     * @throws RingException if it does not lie in one region, or is not aligned there
     */
    public long hostAddressOfUser(long user, long bytes, int alignment) {
        for (int i = 0; i < lengths.length; i++) {
            long offset = user - regions.get(i).userAddress;
            if (offset >= 0 && offset < lengths[i] && bytes <= lengths[i] - offset) {
                return aligned(hostAddresses[i] + offset, user, alignment);
            }
        }
        throw new RingException("a ring at frontend address 0x" + Long.toHexString(user) + " of " + bytes
                + " bytes, outside the shared memory");
    }

    /** The frontend's address may be aligned and ours not, where it mapped the file at an odd offset. */
    private static long aligned(long host, long user, int alignment) {
        if ((host & (alignment - 1)) != 0) {
            throw new RingException("a ring at frontend address 0x" + Long.toHexString(user)
                    + ", which is no multiple of " + alignment + " in the shared file");
        }
        return host;
    }

    /** How much of our address space it takes. */
    public long mappedBytes() {
        return regions.stream().mapToLong(region -> region.mapping.bytes()).sum();
    }

    /** How many regions there are. */
    public int regionCount() {
        return regions.size();
    }

    /** With one more region. This one must be used no more, and not be closed: its regions are the new one's. */
    public GuestMemory with(Region region) {
        List<Region> more = new ArrayList<>(regions);
        more.add(region);
        return successor(more);
    }

    /**
     * Without a region, which is unmapped; as for {@link #with}.
     *
     * @return empty if there is no such region
     */
    public Optional<GuestMemory> without(long guestAddress, long userAddress, long bytes) {
        for (Region region : regions) {
            if (region.guestAddress == guestAddress && region.userAddress == userAddress && region.bytes == bytes) {
                List<Region> rest = new ArrayList<>(regions);
                rest.remove(region);
                region.close();
                return Optional.of(successor(rest));
            }
        }
        return Optional.empty();
    }

    private GuestMemory successor(List<Region> successors) {
        GuestMemory successor = new GuestMemory(successors);
        successor.dirtyLog = dirtyLog;
        return successor;
    }

    /** Notes from now on what is written; null: no longer. While no queue is in service. */
    public void setDirtyLog(@Nullable DirtyLog log) {
        dirtyLog = log;
    }

    boolean isLogged() {
        return dirtyLog != null;
    }

    /** Notes that memory was written, by its guest address. */
    void markGuestDirty(long guest, long bytes) {
        DirtyLog log = dirtyLog;
        if (log != null) {
            log.mark(guest, bytes);
        }
    }

    /** Notes that memory was written, by our address of it. */
    void markDirty(long host, long bytes) {
        DirtyLog log = dirtyLog;
        for (int region = 0; log != null && region < lengths.length; region++) {
            long offset = host - hostAddresses[region];
            if (offset >= 0 && offset < lengths[region]) {
                log.mark(guestAddresses[region] + offset, bytes);
                return;
            }
        }
    }

    /** Whether a file under the mappings has been made shorter, so that using it faults. */
    public boolean isTruncated() {
        return regions.stream().anyMatch(Region::isTruncated);
    }

    /** To be called only after the last worker has let go of the queues. */
    @Override
    public void close() {
        regions.forEach(Region::close);
    }
}
