package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads SET_MEM_TABLE: maps the regions that the frontend shares. */
final class MemoryTable {

    private static final int HEADER_BYTES = 8;
    private static final int REGION_BYTES = 32;
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** Far more than a guest has, and few enough that all guests together do not fill our address space. */
    private static final long MAX_MAPPED_BYTES = 4L << 40;

    /** Regions that can be shared one by one, each with its mapping: more than any machine type has memory slots. */
    static final int MAX_SLOTS = 256;

    private MemoryTable() {}

    /**
     * Maps every region.
     *
     * @throws ProtocolException if the table makes no sense
     * @throws RuntimeException if a region cannot be mapped; none stays mapped then
     */
    static GuestMemory map(Message message) {
        int count = message.requireBytes(HEADER_BYTES).payload().getInt(0);
        if (count < 1 || count > Message.MAX_FDS || count != message.fds().size()) {
            throw new ProtocolException("SET_MEM_TABLE of " + Integer.toUnsignedString(count) + " regions with "
                    + message.fds().size() + " descriptors, want 1 to " + Message.MAX_FDS + ", each with its own");
        }
        message.requireBytes(HEADER_BYTES + count * REGION_BYTES);
        List<GuestMemory.Region> regions = new ArrayList<>();
        long left = MAX_MAPPED_BYTES;
        try {
            for (int i = 0; i < count; i++) {
                int at = HEADER_BYTES + i * REGION_BYTES;
                regions.add(region(message.payload(), at, message.fds().get(i), left));
                left -= regions.get(i).mapping().bytes();
            }
        } catch (RuntimeException e) {
            new GuestMemory(regions).close();
            throw e;
        }
        return new GuestMemory(regions);
    }

    /** Maps the region of ADD_MEM_REG, beside those that are there and take so much room. */
    static GuestMemory.Region mapOne(Message message, long mappedBytes) {
        if (message.fds().size() != 1) {
            throw new ProtocolException("ADD_MEM_REG with " + message.fds().size() + " descriptors, want one");
        }
        message.requireBytes(HEADER_BYTES + REGION_BYTES);
        return region(message.payload(), HEADER_BYTES, message.fds().get(0), MAX_MAPPED_BYTES - mappedBytes);
    }

    private static GuestMemory.Region region(ByteBuffer table, int at, Fd file, long maxBytes) {
        long guest = table.getLong(at);
        long bytes = table.getLong(at + 8);
        long user = table.getLong(at + 16);
        long offset = table.getLong(at + 24);
        boolean overflows = offset < 0 || bytes <= 0 || offset + bytes < 0 || wraps(guest, bytes) || wraps(user, bytes);
        if (overflows) {
            throw new ProtocolException("a memory region of " + Long.toUnsignedString(bytes)
                    + " bytes at guest address 0x" + Long.toHexString(guest) + ", file offset 0x"
                    + Long.toHexString(offset) + ", which no file can hold");
        }
        if (offset + bytes > maxBytes) {
            throw new ProtocolException(
                    "guest memory of more than " + (MAX_MAPPED_BYTES >> 40) + " TiB, with file offsets");
        }
        MemoryFile.check(file);
        Mapping mapping = Mapping.of(file.number(), offset + bytes);
        try {
            int kept = SystemCalls.check("dup", LibC.C.fcntl(file.number(), F_DUPFD_CLOEXEC, 0));
            return new GuestMemory.Region(guest, user, bytes, offset, new Fd(kept), mapping);
        } catch (RuntimeException e) {
            mapping.close();
            throw e;
        }
    }

    private static boolean wraps(long address, long bytes) {
        return Long.compareUnsigned(address + bytes, address) < 0;
    }
}
