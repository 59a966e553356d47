package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A guest with one disk of one queue, with a split ring. Each of its slots is a request of three descriptors: header,
 * data, status. One thread uses it; submitting and taking allocate nothing.
 */
public final class BlockGuest implements AutoCloseable {

    public static final int SLOTS = 64;
    public static final int DATA_BYTES = 64 << 10;
    public static final int RING_SIZE = 256;
    public static final long GUEST_BASE = 0x4000_0000L;
    public static final long USER_BASE = 0x7f12_0000_0000L;

    /** What it wants if it is offered. */
    public static final long FEATURES = Features.VERSION_1
            | Features.PROTOCOL_FEATURES
            | Features.INDIRECT_DESC
            | Features.EVENT_IDX
            | Features.BLK_FLUSH
            | Features.BLK_DISCARD
            | Features.BLK_WRITE_ZEROES;

    public static final int NO_DATA = 0;

    /** In place of a status, before there is one. */
    public static final int NONE = 0xff;

    private static final int QUEUE = 0;
    private static final long HEADERS = 64 << 10;
    private static final int HEADER_STRIDE = 64;
    private static final int STATUS_AT = 48;
    private static final long DATA = 1 << 20;
    private static final long MEMORY_BYTES = DATA + (long) SLOTS * DATA_BYTES;

    private final Memfd memory = new Memfd(MEMORY_BYTES);
    private final TestRing ring = new TestRing(memory.address(), RING_SIZE);
    private final EventFd kick = EventFd.create();
    private final EventFd call = EventFd.create();
    private MessageSocket socket;
    private long features;
    private int usedSeen;
    private int shown;

    /** Connects, with what is wanted of what is offered. */
    public BlockGuest(Path path, long wanted) {
        socket = connect(path, wanted);
    }

    /** As above, with all features. */
    public BlockGuest(Path path) {
        this(path, FEATURES);
    }

    private MessageSocket connect(Path path, long wanted) {
        MessageSocket connection = MessageSocket.connect(path);
        features = word(connection, Request.GET_FEATURES) & wanted;
        long protocol = word(connection, Request.GET_PROTOCOL_FEATURES);
        connection.send(Message.ofWord(
                Request.SET_PROTOCOL_FEATURES,
                protocol
                        & (Features.PROTOCOL_REPLY_ACK
                                | Features.PROTOCOL_CONFIG
                                | Features.PROTOCOL_MQ
                                | Features.PROTOCOL_INFLIGHT_SHMFD)));
        connection.send(Message.of(Request.SET_OWNER));
        connection.send(Message.ofWord(Request.SET_FEATURES, features));
        connection.callForAck(memoryTable());
        return connection;
    }

    /** Goes on with another backend, as after the first one was killed. */
    public void reconnect(Path path, long wanted) {
        socket.close();
        socket = connect(path, wanted);
    }

    /** Lets the backend serve the queue. */
    public void start() {
        start(0);
    }

    /** As above, from that entry of the ring on. */
    public void start(int base) {
        socket.send(Message.ofState(Request.SET_VRING_NUM, QUEUE, RING_SIZE));
        socket.send(Message.ofState(Request.SET_VRING_BASE, QUEUE, base));
        ByteBuffer payload = RawGuest.littleEndian(40);
        payload.putInt(0, QUEUE)
                .putLong(8, USER_BASE)
                .putLong(16, USER_BASE + TestRing.usedOffset(RING_SIZE))
                .putLong(24, USER_BASE + TestRing.availOffset(RING_SIZE));
        socket.send(Message.of(Request.SET_VRING_ADDR, payload));
        socket.send(Message.ofWord(Request.SET_VRING_CALL, QUEUE, RawGuest.alias(call)));
        socket.send(Message.ofWord(Request.SET_VRING_KICK, QUEUE, RawGuest.alias(kick)));
        socket.callForAck(Message.ofState(Request.SET_VRING_ENABLE, QUEUE, 1));
    }

    /** Lets it serve the queue no more; returns where it has come to. */
    public int stop() {
        try (Message answer = socket.call(Message.ofState(Request.GET_VRING_BASE, QUEUE, 0))) {
            return answer.payload().getInt(4);
        }
    }

    private Message memoryTable() {
        ByteBuffer payload = RawGuest.littleEndian(40);
        payload.putInt(0, 1).putLong(8, GUEST_BASE).putLong(16, MEMORY_BYTES).putLong(24, USER_BASE);
        return Message.of(Request.SET_MEM_TABLE, payload, memory.fd());
    }

    private static long word(MessageSocket connection, Request request) {
        try (Message answer = connection.call(Message.of(request))) {
            return answer.payload().getLong(0);
        }
    }

    public long features() {
        return features;
    }

    public MessageSocket socket() {
        return socket;
    }

    public Memfd memory() {
        return memory;
    }

    public TestRing ring() {
        return ring;
    }

    public EventFd call() {
        return call;
    }

    /** The configuration space. */
    public ByteBuffer config(int bytes) {
        ByteBuffer payload = RawGuest.littleEndian(12 + bytes).putInt(4, bytes);
        try (Message answer = socket.call(Message.of(Request.GET_CONFIG, payload))) {
            byte[] config = new byte[bytes];
            answer.requireBytes(12 + bytes).payload().get(12, config);
            return ByteBuffer.wrap(config).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Our address of a slot's data. */
    public long data(int slot) {
        return memory.address() + DATA + (long) slot * DATA_BYTES;
    }

    public static long guestData(int slot) {
        return GUEST_BASE + DATA + (long) slot * DATA_BYTES;
    }

    private long header(int slot) {
        return memory.address() + HEADERS + (long) slot * HEADER_STRIDE;
    }

    public static long guestHeader(int slot) {
        return GUEST_BASE + HEADERS + (long) slot * HEADER_STRIDE;
    }

    public static long guestStatus(int slot) {
        return guestHeader(slot) + STATUS_AT;
    }

    /** Writes a slot's header. */
    public void header(int slot, int type, long sector) {
        RawMemory.putLong(header(slot), type);
        RawMemory.putLong(header(slot) + BlockLayout.HEADER_SECTOR, sector);
        RawMemory.putByte(header(slot) + STATUS_AT, (byte) NONE);
    }

    public int status(int slot) {
        return RawMemory.getByte(header(slot) + STATUS_AT) & 0xff;
    }

    /** Adds a request to those available; the backend learns of it by {@link #kick}. */
    public void submit(int slot, int type, long sector, int dataBytes) {
        header(slot, type, sector);
        int head = 3 * slot;
        boolean in = type == BlockLayout.IN || type == BlockLayout.GET_ID;
        int next = dataBytes == 0 ? head + 2 : head + 1;
        ring.descriptor(head, guestHeader(slot), BlockLayout.HEADER_BYTES, SplitLayout.NEXT, next);
        ring.descriptor(
                head + 1, guestData(slot), dataBytes, SplitLayout.NEXT | (in ? SplitLayout.WRITE : 0), head + 2);
        ring.descriptor(head + 2, guestStatus(slot), 1, SplitLayout.WRITE, 0);
        ring.offer(head);
    }

    /** Tells the backend of what was added, if it wants that. */
    public void kick() {
        RawMemory.fullFence();
        boolean wanted = (features & Features.EVENT_IDX) != 0
                ? SplitLayout.passes(ring.availEvent(), ring.availIndex(), shown)
                : (ring.usedFlags() & SplitLayout.NO_NOTIFY) == 0;
        shown = ring.availIndex();
        if (wanted) {
            kick.signal();
        }
    }

    /** Kicks, as a frontend does when it goes on with another backend. */
    public void kickAlways() {
        kick.signal();
    }

    /** Wants no calls, or one at the next answer. */
    public void wantCall(boolean wanted) {
        ring.setAvailFlags(wanted ? 0 : SplitLayout.NO_NOTIFY);
        ring.setUsedEvent(wanted ? usedSeen : usedSeen - 1 & 0xffff);
        RawMemory.fullFence();
    }

    public boolean hasAnswer() {
        return ring.usedIndex() != usedSeen;
    }

    /** The slot of the next answer, which there must be. */
    public int take() {
        int head = ring.usedHead(usedSeen);
        if (head < 0 || head >= 3 * SLOTS || head % 3 != 0) {
            throw new AssertionError("the backend gave back head " + head);
        }
        usedSeen = (usedSeen + 1) & 0xffff;
        return head / 3;
    }

    /** Bytes that the device says it wrote for the answer taken last. */
    public int writtenBytes() {
        return ring.usedLength(usedSeen - 1 & 0xffff);
    }

    /** Does one request and waits for it; returns its status. */
    public int request(int type, long sector, int dataBytes) {
        submit(0, type, sector, dataBytes);
        kick();
        return await();
    }

    /** Waits for the answer to the only request, in slot 0. */
    public int await() {
        Await.until("the request is answered", this::hasAnswer);
        if (take() != 0) {
            throw new AssertionError("another request was answered");
        }
        return status(0);
    }

    /** The memory's file, for a descriptor that a message passes on. */
    public Fd file() {
        return memory.fd();
    }

    @Override
    public void close() {
        socket.close();
        kick.close();
        call.close();
        memory.close();
    }
}
