package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A frontend with memory, rings and a connection, none of which it uses by itself: tests do, as they like. */
public final class RawGuest implements AutoCloseable {

    public static final int RX = 0;
    public static final int TX = 1;
    public static final int RING_SIZE = 256;
    public static final int BUFFER_BYTES = 2048;
    public static final long GUEST_BASE = 0x4000_0000L;
    public static final long USER_BASE = 0x7f12_0000_0000L;
    public static final long MEMORY_BYTES = 4 << 20;

    /** Without EVENT_IDX; add it where it matters. */
    public static final long FEATURES =
            Features.VERSION_1 | Features.PROTOCOL_FEATURES | Features.INDIRECT_DESC | Features.MRG_RXBUF;

    /** In the memory: the rings, room for what a test likes, buffers. */
    private static final long RING_STRIDE = 64 << 10;

    public static final long SCRATCH = 256 << 10;
    private static final long BUFFERS = 1 << 20;

    private final Memfd memory = new Memfd(MEMORY_BYTES);
    private final EventFd[] kicks = {EventFd.create(), EventFd.create()};
    private final EventFd[] calls = {EventFd.create(), EventFd.create()};
    private final TestRing[] rings = {
        new TestRing(memory.address(), RING_SIZE), new TestRing(memory.address() + RING_STRIDE, RING_SIZE)
    };
    private MessageSocket socket;

    public RawGuest(Path path) {
        socket = MessageSocket.connect(path);
    }

    /** Connects anew, with the rings as they are, when the backend has gone and another has come. */
    public void reconnect(Path path, long features) {
        socket.close();
        socket = MessageSocket.connect(path);
        connect(features);
    }

    public MessageSocket socket() {
        return socket;
    }

    public Memfd memory() {
        return memory;
    }

    public TestRing ring(int queue) {
        return rings[queue];
    }

    public EventFd kick(int queue) {
        return kicks[queue];
    }

    public EventFd call(int queue) {
        return calls[queue];
    }

    /** Where a buffer begins in the memory. */
    public static long buffer(int queue, int index) {
        return BUFFERS + ((long) queue * RING_SIZE + index) * BUFFER_BYTES;
    }

    /** Says all that is needed for both queues to be served, and waits until they are. */
    public void connect(long features) {
        for (Message message : handshake(features)) {
            if (message.request() == Request.GET_FEATURES.code()
                    || message.request() == Request.GET_PROTOCOL_FEATURES.code()) {
                socket.call(message);
            } else {
                socket.callForAck(message);
            }
        }
    }

    /** The messages for that, in a frontend's usual order. */
    public List<Message> handshake(long features) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of(Request.GET_FEATURES));
        messages.add(Message.ofWord(Request.SET_FEATURES, features));
        messages.add(Message.of(Request.GET_PROTOCOL_FEATURES));
        messages.add(Message.ofWord(Request.SET_PROTOCOL_FEATURES, Features.PROTOCOL_REPLY_ACK));
        messages.add(Message.of(Request.SET_OWNER));
        messages.add(memoryTable(memory.fd()));
        for (int queue : new int[] {RX, TX}) {
            messages.add(Message.ofState(Request.SET_VRING_NUM, queue, RING_SIZE));
            messages.add(Message.ofState(Request.SET_VRING_BASE, queue, 0));
            messages.add(addresses(queue));
            messages.add(Message.ofWord(Request.SET_VRING_CALL, queue, alias(calls[queue])));
            messages.add(Message.ofWord(Request.SET_VRING_KICK, queue, alias(kicks[queue])));
            messages.add(Message.ofState(Request.SET_VRING_ENABLE, queue, 1));
        }
        return messages;
    }

    /** The whole memory as one region. */
    public static Message memoryTable(Fd file) {
        return memoryTable(file, GUEST_BASE, MEMORY_BYTES, 0);
    }

    /** One region. */
    public static Message memoryTable(Fd file, long guest, long bytes, long offset) {
        ByteBuffer payload = littleEndian(40);
        payload.putInt(0, 1).putLong(8, guest).putLong(16, bytes).putLong(24, USER_BASE);
        return Message.of(Request.SET_MEM_TABLE, payload.putLong(32, offset), file);
    }

    /** Where a ring really is. */
    public Message addresses(int queue) {
        long at = USER_BASE + queue * RING_STRIDE;
        return addresses(queue, at, at + TestRing.availOffset(RING_SIZE), at + TestRing.usedOffset(RING_SIZE));
    }

    public static Message addresses(int queue, long descriptors, long avail, long used) {
        ByteBuffer payload = littleEndian(40);
        payload.putInt(0, queue).putLong(8, descriptors).putLong(16, used).putLong(24, avail);
        return Message.of(Request.SET_VRING_ADDR, payload);
    }

    public static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The first bytes of any message, and room for its payload if it is not too large. */
    public static byte[] wire(int request, int flags, int size) {
        byte[] wire = new byte[Message.HEADER_BYTES + (size >= 0 && size <= Message.MAX_PAYLOAD_BYTES ? size : 0)];
        ByteBuffer.wrap(wire)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(request)
                .putInt(flags)
                .putInt(size);
        return wire;
    }

    /** The descriptor without its ownership, for a message. */
    public static Fd alias(EventFd eventFd) {
        return new Fd(eventFd.number());
    }

    @Override
    public void close() {
        socket.close();
        for (int i = 0; i < 2; i++) {
            kicks[i].close();
            calls[i].close();
        }
        memory.close();
    }
}
