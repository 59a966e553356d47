package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.block.Requests.Operation;
import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.charset.StandardCharsets;

/**
 * Reads requests and checks all that a guest says in them: each is answered at once, or admitted as something to be done
 * to the file.
 */
final class Admission {

    /** In place of a status: a slot was filled for it, and it is to be carried out. */
    static final int ADMITTED = -1;

    /** A flag of pwritev2: the write is done when it will stay. */
    private static final int RWF_DSYNC = 2;

    private final Disk disk;
    private final Requests requests;
    private final byte[] serial;
    private int slot;
    private int written;

    Admission(Disk disk, Requests requests) {
        this.disk = disk;
        this.requests = requests;
        this.serial = disk.spec().serial().getBytes(StandardCharsets.UTF_8);
    }

    /** Of the last request that was admitted. */
    int slot() {
        return slot;
    }

    /** Bytes written into the last request that was not. */
    int written() {
        return written;
    }

    /** Our address of a request's status byte: the last of its bytes. */
    static long statusOf(Chains chains, int i) {
        int last = chains.pieces(i) - 1;
        return chains.address(i, last) + chains.length(i, last) - 1;
    }

    /**
     * Looks at the i-th chain.
     *
     * @param writeThrough whether a write is done only when it will stay
     * @return {@link #ADMITTED}, or the status to answer with at once
     * @throws RingException if it has no room for a header and a status
     */
    int admit(Chains chains, int i, boolean writeThrough) {
        int writable = chains.writable(i);
        int readable = chains.bytes(i) - writable;
        if (readable < BlockLayout.HEADER_BYTES || writable < 1) {
            throw new RingException("a request of " + readable + " bytes to read and " + writable
                    + " to write, want at least " + BlockLayout.HEADER_BYTES + " and 1");
        }
        written = 1;
        int type = (int) chains.longAt(i, 0);
        long sector = chains.longAt(i, BlockLayout.HEADER_SECTOR);
        return switch (type) {
            case BlockLayout.IN -> move(chains, i, sector, Operation.READ, readable, writable - 1, 0);
            case BlockLayout.OUT -> {
                int from = BlockLayout.HEADER_BYTES;
                int mode = writeThrough ? RWF_DSYNC : 0;
                yield disk.isReadOnly()
                        ? BlockLayout.IO_ERROR
                        : move(chains, i, sector, Operation.WRITE, from, readable - from, mode);
            }
            case BlockLayout.FLUSH -> range(chains, i, Operation.SYNC, 0, 0, 0);
            case BlockLayout.GET_ID -> identify(chains, i, readable, writable - 1);
            case BlockLayout.DISCARD, BlockLayout.WRITE_ZEROES -> change(chains, i, type, readable);
            default -> BlockLayout.UNSUPPORTED;
        };
    }

    private int move(Chains chains, int i, long sector, Operation operation, int from, int bytes, int mode) {
        if (bytes % Disk.SECTOR_BYTES != 0 || isOutside(sector, bytes / Disk.SECTOR_BYTES)) {
            return BlockLayout.IO_ERROR;
        }
        if (bytes == 0) {
            return BlockLayout.OK;
        }
        slot = requests.fill(chains, i, statusOf(chains, i));
        requests.data(slot, operation, chains, i, from, bytes);
        requests.setMode(slot, mode);
        requests.setOffset(slot, sector * Disk.SECTOR_BYTES);
        return ADMITTED;
    }

    private boolean isOutside(long sector, long count) {
        return sector < 0 || sector > disk.sectors() || count > disk.sectors() - sector;
    }

    private int range(Chains chains, int i, Operation operation, long offset, long length, int mode) {
        slot = requests.fill(chains, i, statusOf(chains, i));
        requests.range(slot, operation, length, mode);
        requests.setOffset(slot, offset);
        return ADMITTED;
    }

    /** The serial number, filled up with zeros. */
    private int identify(Chains chains, int i, int from, int room) {
        int bytes = Math.min(room, DiskSpec.MAX_SERIAL_BYTES);
        int piece = 0;
        int at = from;
        for (int k = 0; k < bytes; k++, at++) {
            while (at >= chains.length(i, piece)) {
                at -= chains.length(i, piece++);
            }
            RawMemory.putByte(chains.address(i, piece) + at, k < serial.length ? serial[k] : 0);
        }
        written = bytes + 1;
        return BlockLayout.OK;
    }

    /** A range is to be forgotten, or cleared. */
    private int change(Chains chains, int i, int type, int readable) {
        boolean discards = type == BlockLayout.DISCARD;
        if (discards ? !disk.canDiscard() : !disk.canWriteZeroes()) {
            return BlockLayout.UNSUPPORTED;
        }
        if (readable != BlockLayout.HEADER_BYTES + BlockLayout.RANGE_BYTES) { // one, as the configuration says
            return BlockLayout.IO_ERROR;
        }
        long sector = chains.longAt(i, BlockLayout.HEADER_BYTES);
        long rest = chains.longAt(i, BlockLayout.HEADER_BYTES + BlockLayout.RANGE_SECTORS);
        long count = rest & 0xffff_ffffL;
        int flags = (int) (rest >>> 32);
        if ((flags & ~(discards ? 0 : BlockLayout.RANGE_UNMAP)) != 0) {
            return BlockLayout.UNSUPPORTED;
        }
        if (count > BlockLayout.MAX_RANGE_SECTORS || isOutside(sector, count)) {
            return BlockLayout.IO_ERROR;
        }
        if (count == 0) {
            return BlockLayout.OK;
        }
        int mode = discards ? Disk.discardMode() : disk.zeroMode(flags != 0);
        return range(chains, i, Operation.ALLOCATE, sector * Disk.SECTOR_BYTES, count * Disk.SECTOR_BYTES, mode);
    }
}
