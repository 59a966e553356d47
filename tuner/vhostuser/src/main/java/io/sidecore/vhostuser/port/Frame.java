package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way: where its bytes are, and what the sender left to be done (checksum, segmentation). Its bytes may
 * lie in a guest's memory, and change at any time; what was read of them once is kept here. Reused.
 */
final class Frame {

    /** Destination and source address and EtherType. */
    static final int ETHERNET_HEADER_BYTES = 14;

    /** EtherType of a VLAN tag, 0x8100, first byte lowest. */
    static final int TAGGED = 0x0081;

    private static final int TAGGED_HEADER_BYTES = ETHERNET_HEADER_BYTES + 4;
    private static final int UNUSABLE = -1;
    private static final long MAC_MASK = 0xffff_ffff_ffffL;

    /** Our address of its first byte, if all of it is one piece; else 0. */
    private long address;

    private int bytes;

    /** The first piece: enough for the headers, as any usual sender has it. */
    private long headAddress;

    private int headBytes;
    private long destination;
    private long source;
    private int type;

    /** struct virtio_net_hdr, all zero if there is nothing left to do. */
    private long offload;

    private int checksumOffset;

    /** Where the pieces are if there is more than one: behind the header in a chain. */
    private @Nullable Chains chains;

    private int chain;
    private int skipped;

    /** A frame in one piece, with nothing left to do. There must be an Ethernet header's worth of it. */
    void setWhole(long at, int length) {
        address = at;
        bytes = length;
        headAddress = at;
        headBytes = length;
        offload = 0;
        checksumOffset = 0;
        destination = RawMemory.getLong(at) & MAC_MASK;
        long rest = RawMemory.getLong(at + 6);
        source = rest & MAC_MASK;
        type = (int) (rest >>> 48);
    }

    /** What is left to do, by the net header at an address. A frame that cannot be treated so is not usable. */
    void setOffload(long netHeader) {
        long word = RawMemory.getLong(netHeader);
        if (word != 0) {
            settleOffload(word, RawMemory.getShort(netHeader + 8));
        }
    }

    private void settleOffload(long word, int tail) {
        offload = Offload.clean(word);
        checksumOffset = offload == 0 ? 0 : tail;
        if (!Offload.isValid(offload, checksumOffset, bytes)) {
            setUnusable();
        }
    }

    /** What is left to do, by words that were read. */
    void setOffload(long netHeader, int tail) {
        offload = netHeader;
        checksumOffset = tail;
    }

    /** No frame: too short, too long, or none of the guest's to send. */
    void setUnusable() {
        bytes = UNUSABLE;
        address = 0;
        chains = null;
    }

    boolean isUsable() {
        return bytes != UNUSABLE;
    }

    /** Whether it goes the same way as another, so far as its header tells. */
    boolean isLike(Frame other) {
        return destination == other.destination && source == other.source && type == other.type && bytes != UNUSABLE;
    }

    /**
     * A frame behind the header in a chain, in pieces. There must be an Ethernet header's worth of it.
     *
     * @param readsHeader whether the sender may leave something to be done
     */
    void setPieces(Chains from, int index, int headerBytes, boolean readsHeader, Segments scratch) {
        chains = from;
        chain = index;
        skipped = headerBytes;
        scratch.clear();
        from.copyPieces(index, scratch);
        long word = readsHeader ? scratch.longAt(0) : 0;
        int tail = readsHeader ? scratch.shortAt(8) : 0;
        scratch.dropFirst(headerBytes);
        address = 0;
        bytes = scratch.bytes();
        headAddress = scratch.firstAddress();
        headBytes = scratch.firstLength();
        destination = scratch.longAt(0) & MAC_MASK;
        long rest = scratch.longAt(6);
        source = rest & MAC_MASK;
        type = (int) (rest >>> 48);
        settleOffload(word, tail);
    }

    /** Our address of the whole frame; 0 if it is in pieces. */
    long address() {
        return address;
    }

    int bytes() {
        return bytes;
    }

    /** Our address of its first piece. */
    long headAddress() {
        return headAddress;
    }

    /** Bytes of its first piece. */
    int headBytes() {
        return headBytes;
    }

    /** 48 bits, first byte lowest, as a little-endian read yields it. */
    long destination() {
        return destination;
    }

    long source() {
        return source;
    }

    /** The EtherType, first byte lowest. */
    int type() {
        return type;
    }

    /** Whether there is a tag of IEEE 802.1Q. */
    boolean isTagged() {
        return type == TAGGED && bytes >= TAGGED_HEADER_BYTES;
    }

    /** The VLAN in the tag of a tagged frame in one piece; 0 for one that gives only a priority. */
    int vlan() {
        return Short.reverseBytes((short) RawMemory.getShort(address + ETHERNET_HEADER_BYTES)) & 0xfff;
    }

    /** The first 8 bytes of struct virtio_net_hdr; 0 if nothing is left to do. */
    long offload() {
        return offload;
    }

    int checksumOffset() {
        return checksumOffset;
    }

    /** Adds all its pieces. */
    void copyPieces(Segments to) {
        if (address != 0) {
            to.add(address, bytes);
            return;
        }
        if (chains != null) {
            chains.copyPieces(chain, to);
            to.dropFirst(skipped);
        }
    }
}
