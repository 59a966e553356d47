package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the switch, and who is behind its other ports, where a guest is that has migrated here and does not say so itself:
 * as if it had sent a RARP request (RFC 903), which every switch learns from and nobody answers. Made on the thread of the
 * guest's connection, so it goes through staging.
 */
final class Announcement implements AutoCloseable {

    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long MAC_MASK = BROADCAST;
    private static final long GROUP_BIT = 1;
    private static final int FRAME_BYTES = 60;
    private static final int TAG_BYTES = 4;

    /** EtherType, and the fields of the request up to its operation, in network order: Ethernet, IPv4, 6, 4, 3. */
    private static final int RARP = 0x8035;

    private static final int[] HEADER = {RARP, 1, 0x0800, 0x0604, 3};

    private final long area = RawMemory.allocate(FRAME_BYTES + TAG_BYTES);
    private final Frame frame = new Frame();
    private final Segments scratch = new Segments();

    /**
     * Makes it known that an address is at a port; one that no guest can have is ignored.
     *
     * @param mac 48 bits, first byte lowest
     * @param nowSeconds of the clock by which the table's addresses age
     */
    void send(Switch fabric, Port from, long mac, int nowSeconds) {
        long address = mac & MAC_MASK;
        int vlan = from.vlans().of(0);
        if (address == 0 || (address & GROUP_BIT) != 0 || vlan == Vlans.NOT_CARRIED) {
            return;
        }
        fabric.table().learn(address, vlan, from.index(), nowSeconds);
        for (Port port : fabric.ports()) {
            if (port != null && port != from && port.vlans().carries(vlan)) {
                write(address, port.vlans().isTagged(vlan) ? vlan : 0);
                give(port.receiver(frame));
            }
        }
    }

    private void give(@Nullable Receiver receiver) {
        if (receiver != null) {
            receiver.stage(frame, scratch);
            receiver.wakeOwner(null);
        }
    }

    /** @param tag the VLAN in its tag, or 0 for none */
    private void write(long mac, int tag) {
        RawMemory.clear(area, FRAME_BYTES + TAG_BYTES);
        RawMemory.putLong(area, BROADCAST);
        RawMemory.putLong(area + 6, mac);
        long at = area + 12;
        if (tag != 0) {
            RawMemory.putShort(at, Frame.TAGGED);
            RawMemory.putShort(at + 2, Short.reverseBytes((short) tag));
            at += TAG_BYTES;
        }
        for (int field : HEADER) {
            RawMemory.putShort(at, Short.reverseBytes((short) field));
            at += 2;
        }
        RawMemory.putLong(at, mac); // who asks
        RawMemory.putLong(at + 10, mac); // for whom
        frame.setWhole(area, tag == 0 ? FRAME_BYTES : FRAME_BYTES + TAG_BYTES);
    }

    @Override
    public void close() {
        RawMemory.free(area);
    }
}
