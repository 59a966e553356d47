package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestPackedRing;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Inputs for {@link MessagesTarget} that are right, from which the fuzzer sets out: two guests, and rarer messages. */
public final class MessagesSeeds {

    private static final int MEMORY_FD = 0;
    private static final int KICK_FD = 1;
    private static final int CALL_FD = 2;
    private static final int RING_SIZE = 8;
    private static final int RING_STRIDE = 0x200;
    private static final int CONTENT_BYTES = 2 * RING_STRIDE;
    private static final int BUFFERS = 0x1000;
    private static final long GUEST_BASE = 0x10000;
    private static final long USER_BASE = 0x7000_0000L;
    private static final long LOG_AS = 0x11000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private MessagesSeeds(boolean packed) {
        long ring = RawMemory.allocate(CONTENT_BYTES);
        fill(packed, ring);
        byte[] content = new byte[CONTENT_BYTES];
        RawMemory.get(ring, content);
        RawMemory.free(ring);
        bytes.writeBytes(
                RawGuest.littleEndian(2).putShort((short) CONTENT_BYTES).array());
        bytes.writeBytes(content);
    }

    public static List<byte[]> all() {
        return List.of(guest(false, false), guest(true, false), guest(false, true), guest(true, true));
    }

    /** Receive buffers in the first ring, frames in the second. */
    private static void fill(boolean packed, long at) {
        for (int queue = 0; queue < 2; queue++) {
            int flags = queue == 0 ? SplitLayout.WRITE : 0;
            long start = at + (long) queue * RING_STRIDE;
            TestRing split = new TestRing(start, RING_SIZE);
            TestPackedRing other = new TestPackedRing(start, RING_SIZE);
            for (int i = 0; i < RING_SIZE; i++) {
                long buffer = GUEST_BASE + BUFFERS + (queue * RING_SIZE + i) * 0x100L;
                if (packed) {
                    other.offer(i, buffer, 100, flags);
                } else {
                    split.descriptor(i, buffer, 100, flags, 0);
                    split.offer(i);
                }
            }
        }
    }

    private static byte[] guest(boolean packed, boolean rare) {
        MessagesSeeds seed = new MessagesSeeds(packed);
        long features = RawGuest.FEATURES
                | Features.LOG_ALL
                | Features.CSUM
                | Features.EVENT_IDX
                | (packed ? Features.RING_PACKED : 0);
        seed.add(Message.of(Request.GET_FEATURES));
        seed.add(Message.ofWord(Request.SET_FEATURES, features));
        seed.add(Message.ofWord(Request.SET_PROTOCOL_FEATURES, 0x1a00f));
        seed.add(region(rare ? Request.ADD_MEM_REG : Request.SET_MEM_TABLE), MEMORY_FD);
        if (rare) {
            ByteBuffer log = RawGuest.littleEndian(16).putLong(0, 0x1000).putLong(8, 0x8000);
            seed.add(Message.of(Request.SET_LOG_BASE, log), MEMORY_FD);
        }
        for (int queue = 0; queue < 2; queue++) {
            seed.add(Message.ofState(Request.SET_VRING_NUM, queue, RING_SIZE));
            seed.add(Message.ofState(Request.SET_VRING_BASE, queue, packed ? 0x8000 : 0));
            seed.add(addresses(packed, queue));
            seed.add(Message.ofWord(Request.SET_VRING_CALL, queue), CALL_FD);
            seed.add(Message.ofWord(Request.SET_VRING_ERR, queue), CALL_FD);
            seed.add(Message.ofWord(Request.SET_VRING_KICK, queue), KICK_FD);
            seed.add(Message.ofState(Request.SET_VRING_ENABLE, queue, 1));
        }
        if (rare) {
            seed.addRare();
        }
        seed.add(Message.ofState(Request.GET_VRING_BASE, 0, 0));
        seed.add(Message.ofState(Request.GET_VRING_BASE, 1, 0));
        return seed.bytes.toByteArray();
    }

    private void addRare() {
        add(Message.ofWord(Request.SEND_RARP, 0x060504030202L));
        add(Message.ofWord(Request.NET_SET_MTU, 1500));
        add(Message.of(Request.GET_QUEUE_NUM));
        add(Message.of(Request.GET_MAX_MEM_SLOTS));
        add(Message.ofWord(Request.SET_STATUS, 15));
        add(Message.of(Request.GET_STATUS));
        add(Message.of(Request.GET_CONFIG, RawGuest.littleEndian(12)));
        add(Message.of(Request.SET_CONFIG, RawGuest.littleEndian(12)));
        add(Message.ofWord(Request.SET_LOG_FD, 0), CALL_FD);
        add(Message.ofState(Request.SET_VRING_ENABLE, 1, 0));
        add(region(Request.REM_MEM_REG));
        add(region(Request.ADD_MEM_REG), MEMORY_FD);
        add(Message.of(Request.RESET_DEVICE));
        add(Message.of(Request.RESET_OWNER));
    }

    private static Message region(Request request) {
        ByteBuffer payload = RawGuest.littleEndian(40).putInt(0, 1);
        return Message.of(
                request, payload.putLong(8, GUEST_BASE).putLong(16, 1 << 16).putLong(24, USER_BASE));
    }

    private static Message addresses(boolean packed, int queue) {
        long at = USER_BASE + (long) queue * RING_STRIDE;
        long driver = packed ? TestPackedRing.driverEventOffset(RING_SIZE) : TestRing.availOffset(RING_SIZE);
        long device = packed ? TestPackedRing.deviceEventOffset(RING_SIZE) : TestRing.usedOffset(RING_SIZE);
        Message message = RawGuest.addresses(queue, at, at + driver, at + device);
        message.payload().putInt(4, 1).putLong(32, LOG_AS);
        return message;
    }

    private void add(Message message) {
        add(message, -1);
    }

    /** @param kind of the descriptor that goes with it; -1 for none */
    private void add(Message message, int kind) {
        int size = message.payload().limit();
        byte[] wire = RawGuest.wire(message.request(), Message.VERSION | Message.NEED_REPLY, size);
        message.payload().get(0, wire, Message.HEADER_BYTES, size);
        bytes.write(kind < 0 ? 0 : 1 | kind << 4);
        bytes.write(size);
        bytes.writeBytes(wire);
    }
}
