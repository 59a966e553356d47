package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.protocol.Features;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * virtio-blk as it lies in memory (virtio 1.2, section 5.2). A request is a header of 16 bytes (type, priority, sector),
 * data to write, then room for data read, and a byte for its status.
 */
public final class BlockLayout {

    public static final int HEADER_BYTES = 16;
    public static final int HEADER_SECTOR = 8;

    public static final int IN = 0;
    public static final int OUT = 1;
    public static final int FLUSH = 4;
    public static final int GET_ID = 8;
    public static final int DISCARD = 11;
    public static final int WRITE_ZEROES = 13;

    public static final int OK = 0;
    public static final int IO_ERROR = 1;
    public static final int UNSUPPORTED = 2;

    /** The data of DISCARD and WRITE_ZEROES: a sector, how many, and flags. */
    public static final int RANGE_BYTES = 16;

    public static final int RANGE_SECTORS = 8;

    /** In the flags: the range may be given back. The others are reserved. */
    public static final int RANGE_UNMAP = 1;

    /** Where the configuration says whether writes are kept back until a flush. */
    public static final int CONFIG_WRITEBACK = 32;

    static final int CONFIG_BYTES = 60;

    /** With the header and the status, as many descriptors as QEMU's usual ring has. */
    static final int MAX_SEGMENTS = 126;

    /** 2 GiB, in sectors. */
    static final int MAX_RANGE_SECTORS = 1 << 22;

    private BlockLayout() {}

    /** The features that a disk has. */
    public static long features(Disk disk) {
        long always = Features.BLK_SEG_MAX
                | Features.BLK_SIZE
                | Features.BLK_FLUSH
                | Features.BLK_TOPOLOGY
                | Features.BLK_CONFIG_WCE
                | Features.BLK_MQ;
        return always
                | (disk.isReadOnly() ? Features.BLK_RO : 0)
                | (disk.canDiscard() ? Features.BLK_DISCARD : 0)
                | (disk.canWriteZeroes() ? Features.BLK_WRITE_ZEROES : 0);
    }

    /** The configuration space. */
    public static byte[] config(Disk disk, int queues, boolean writeback) {
        ByteBuffer config = ByteBuffer.allocate(CONFIG_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int blockSectors = disk.alignment() / Disk.SECTOR_BYTES;
        config.putLong(0, disk.sectors());
        config.putInt(12, MAX_SEGMENTS);
        config.putInt(20, Disk.SECTOR_BYTES);
        config.put(24, (byte) Integer.numberOfTrailingZeros(blockSectors)); // log2 of the sectors in a physical block
        config.putShort(26, (short) blockSectors);
        config.put(CONFIG_WRITEBACK, (byte) (writeback ? 1 : 0));
        config.putShort(34, (short) queues);
        config.putInt(36, MAX_RANGE_SECTORS);
        config.putInt(40, 1); // ranges in one request
        config.putInt(44, blockSectors);
        config.putInt(48, MAX_RANGE_SECTORS);
        config.putInt(52, 1);
        config.put(56, (byte) 1); // write zeroes may unmap
        return config.array();
    }
}
