package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guest with any number of queue pairs, on split or packed rings, that sends and takes frames as bytes. Its memory
 * outlives its connections. One thread uses it.
 */
public final class NetGuest implements AutoCloseable {

    public static final long GUEST_BASE = 0x1000_0000L;
    public static final long USER_BASE = 0x7f12_0000_0000L;

    /** What a modern driver takes, less offloads. */
    public static final long FEATURES = Features.VERSION_1 | Features.PROTOCOL_FEATURES | Features.MRG_RXBUF;

    private static final long PROTOCOL = Features.PROTOCOL_REPLY_ACK
            | Features.PROTOCOL_MQ
            | Features.PROTOCOL_RARP
            | Features.PROTOCOL_LOG_SHMFD
            | Features.PROTOCOL_RESET_DEVICE
            | Features.PROTOCOL_CONFIGURE_MEM_SLOTS
            | Features.PROTOCOL_STATUS;

    private static final long RING_STRIDE = 32 << 10;
    private static final long BUFFER_STRIDE = 2048;

    /** What came in. */
    public static final class Received {

        private final byte[] header;
        private final byte[] frame;
        private final int chains;

        private Received(byte[] header, byte[] frame, int chains) {
            this.header = header;
            this.frame = frame;
            this.chains = chains;
        }

        /** What is left to be done to it. */
        public byte[] header() {
            return header;
        }

        public byte[] frame() {
            return frame;
        }

        /** In how many chains it lay. */
        public int chains() {
            return chains;
        }
    }

    /** How a guest is made. */
    public record Shape(long features, int pairs, int ringSize, int bufferBytes) {

        public static final Shape USUAL = new Shape(FEATURES, 1, 256, 2048);

        public Shape with(long moreFeatures) {
            return new Shape(features | moreFeatures, pairs, ringSize, bufferBytes);
        }

        public Shape without(long feature) {
            return new Shape(features & ~feature, pairs, ringSize, bufferBytes);
        }

        public Shape withPairs(int count) {
            return new Shape(features, count, ringSize, bufferBytes);
        }

        public Shape withBuffers(int ring, int bytes) {
            return new Shape(features, pairs, ring, bytes);
        }
    }

    private final Path path;
    private final Shape shape;
    private final int headerBytes;
    private final Memfd memory;
    private final DriverQueue[] queues;
    private final EventFd[] kicks;
    private final EventFd[] calls;
    private final int[] nextTx;
    private @Nullable MessageSocket socket;

    public NetGuest(Path path, Shape shape) {
        this.path = path;
        this.shape = shape;
        int count = 2 * shape.pairs;
        headerBytes = new RingFeatures(shape.features).netHeaderBytes();
        memory = new Memfd(bigArea() + (128 << 10));
        queues = new DriverQueue[count];
        kicks = new EventFd[count];
        calls = new EventFd[count];
        nextTx = new int[shape.pairs];
        for (int i = 0; i < count; i++) {
            boolean packed = (shape.features & Features.RING_PACKED) != 0;
            queues[i] = DriverQueue.of(packed, memory.address() + i * RING_STRIDE, shape.ringSize);
            kicks[i] = EventFd.create();
            calls[i] = EventFd.create();
        }
    }

    /** One that has all its buffers made available, and is connected with all its pairs enabled. */
    public static NetGuest connected(Path path, Shape shape) {
        NetGuest guest = new NetGuest(path, shape);
        for (int pair = 0; pair < shape.pairs; pair++) {
            guest.offerBuffers(pair, shape.ringSize);
        }
        guest.connect();
        return guest;
    }

    private long buffers() {
        return 2L * shape.pairs * RING_STRIDE;
    }

    private long buffer(int queue, int index) {
        return buffers() + ((long) queue * shape.ringSize + index) * BUFFER_STRIDE;
    }

    /** Room for the largest frame. */
    private long bigArea() {
        return buffer(2 * shape.pairs, 0);
    }

    public Memfd memory() {
        return memory;
    }

    /** Where in the memory a received frame's buffer is. */
    public long rxBuffer(int pair, int index) {
        return buffer(2 * pair, index);
    }

    /** Makes the first so many receive buffers available. */
    public void offerBuffers(int pair, int count) {
        for (int i = 0; i < count; i++) {
            queues[2 * pair].offer(i, true, GUEST_BASE + buffer(2 * pair, i), shape.bufferBytes);
        }
        kicks[2 * pair].signal();
    }

    /** Says all that is needed, from where the rings were at the start. */
    public void connect() {
        open();
        call(region(Request.SET_MEM_TABLE));
        for (int i = 0; i < queues.length; i++) {
            start(i, queues[i].firstBase());
        }
        for (int pair = 0; pair < shape.pairs; pair++) {
            enable(pair, true);
        }
    }

    /** Only negotiates features. */
    public void open() {
        socket = MessageSocket.connect(path);
        socket().call(Message.of(Request.GET_FEATURES)).close();
        socket().send(Message.ofWord(Request.SET_FEATURES, shape.features));
        socket().call(Message.of(Request.GET_PROTOCOL_FEATURES)).close();
        socket().send(Message.ofWord(Request.SET_PROTOCOL_FEATURES, PROTOCOL));
        call(Message.of(Request.SET_OWNER));
    }

    /** The whole memory, as SET_MEM_TABLE, ADD_MEM_REG or REM_MEM_REG has it. */
    public Message region(Request request) {
        return region(request, 0, memoryBytes());
    }

    /** A part of the memory. */
    public Message region(Request request, long offset, long bytes) {
        ByteBuffer payload = RawGuest.littleEndian(40);
        payload.putInt(0, 1).putLong(8, GUEST_BASE + offset).putLong(16, bytes);
        payload.putLong(24, USER_BASE + offset).putLong(32, offset);
        return request == Request.REM_MEM_REG
                ? Message.of(request, payload)
                : Message.of(request, payload, memory.fd());
    }

    public long memoryBytes() {
        return bigArea() + (128 << 10);
    }

    /** Where buffers begin, and with them the second half of the memory: before are the rings. */
    public long ringBytes() {
        return buffers();
    }

    /** Where a ring is and where it goes on; it is served as soon as it is enabled. */
    public void start(int queue, int base) {
        call(Message.ofState(Request.SET_VRING_NUM, queue, shape.ringSize));
        call(Message.ofState(Request.SET_VRING_BASE, queue, base));
        call(addresses(queue, 0, 0));
        call(Message.ofWord(Request.SET_VRING_CALL, queue, RawGuest.alias(calls[queue])));
        call(Message.ofWord(Request.SET_VRING_KICK, queue, RawGuest.alias(kicks[queue])));
    }

    /**
     * Where a ring is.
     *
     * @param flags 1 for a used ring that is noted in the dirty log, as if it were at that guest's address
     */
    public Message addresses(int queue, int flags, long logAddress) {
        long at = USER_BASE + queue * RING_STRIDE;
        Message message =
                RawGuest.addresses(queue, at, at + queues[queue].driverOffset(), at + queues[queue].deviceOffset());
        message.payload().putInt(4, flags).putLong(32, logAddress);
        return message;
    }

    /** Where the used ring is, for the guest. */
    public long usedAddress(int queue) {
        return GUEST_BASE + queue * RING_STRIDE + queues[queue].deviceOffset();
    }

    public void enable(int pair, boolean enabled) {
        call(Message.ofState(Request.SET_VRING_ENABLE, 2 * pair, enabled ? 1 : 0));
        call(Message.ofState(Request.SET_VRING_ENABLE, 2 * pair + 1, enabled ? 1 : 0));
    }

    /** Stops a ring; returns where it has come to. */
    public int stop(int queue) {
        try (Message answer = socket().call(Message.ofState(Request.GET_VRING_BASE, queue, 0))) {
            return answer.payload().getInt(4);
        }
    }

    public void call(Message message) {
        socket().callForAck(message);
    }

    public MessageSocket socket() {
        MessageSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    /** Goes away, with all that it has in its rings. */
    public void disconnect() {
        socket().close();
        socket = null;
    }

    public void send(byte[] frame) {
        send(0, new byte[headerBytes], frame);
    }

    public void send(int pair, byte[] header, byte[] frame) {
        int queue = 2 * pair + 1;
        int index = nextTx[pair];
        nextTx[pair] = (index + 1) % shape.ringSize;
        long at = frame.length + header.length <= BUFFER_STRIDE ? buffer(queue, index) : bigArea();
        RawMemory.put(header, memory.address() + at);
        RawMemory.put(frame, memory.address() + at + header.length);
        queues[queue].offer(index, false, GUEST_BASE + at, header.length + frame.length);
        kicks[queue].signal();
    }

    /** Sends a frame of which so many bytes are in the first piece, with the header, and the others in a second. */
    public void sendInPieces(int pair, byte[] header, byte[] frame, int firstBytes) {
        int queue = 2 * pair + 1;
        int index = nextTx[pair];
        nextTx[pair] = (index + 1) % shape.ringSize;
        long at = buffer(queue, index);
        int first = header.length + firstBytes;
        RawMemory.put(header, memory.address() + at);
        RawMemory.put(frame, memory.address() + at + header.length);
        queues[queue].offer(
                index, false, GUEST_BASE + at, first, GUEST_BASE + at + first, (long) frame.length - firstBytes);
        kicks[queue].signal();
    }

    /** Waits until so many frames sent were given back. */
    public void awaitSent(int pair, int count) {
        int[] left = {count};
        Await.until(count + " frames of " + path + " are taken", () -> {
            while (left[0] > 0 && queues[2 * pair + 1].take() >= 0) {
                left[0]--;
            }
            return left[0] == 0;
        });
    }

    /** Waits for so many frames, and gives their buffers back. */
    public List<Received> receive(int pair, int count) {
        List<Received> received = new ArrayList<>();
        Await.until(count + " frames have come at " + path, () -> {
            takeAll(pair, received);
            return received.size() >= count;
        });
        return received;
    }

    /** Takes what has come in. */
    public List<Received> received(int pair) {
        List<Received> received = new ArrayList<>();
        takeAll(pair, received);
        return received;
    }

    private void takeAll(int pair, List<Received> to) {
        DriverQueue queue = queues[2 * pair];
        for (int id = queue.take(); id >= 0; id = queue.take()) {
            byte[] bytes = bytes(pair, id, queue.length());
            int chains = headerBytes == Features.NET_HEADER_BYTES ? (bytes[10] & 0xff) | (bytes[11] & 0xff) << 8 : 1;
            List<Integer> ids = new ArrayList<>(List.of(id));
            for (int i = 1; i < chains; i++) {
                int next = queue.take();
                ids.add(next);
                bytes = concatenation(bytes, bytes(pair, next, queue.length()));
            }
            for (int buffer : ids) {
                queue.offer(buffer, true, GUEST_BASE + buffer(2 * pair, buffer), shape.bufferBytes);
            }
            kicks[2 * pair].signal();
            byte[] header = Arrays.copyOf(bytes, headerBytes);
            to.add(new Received(header, Arrays.copyOfRange(bytes, headerBytes, bytes.length), chains));
        }
    }

    private byte[] bytes(int pair, int buffer, int length) {
        byte[] bytes = new byte[length];
        RawMemory.get(memory.address() + buffer(2 * pair, buffer), bytes);
        return bytes;
    }

    private static byte[] concatenation(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void close() {
        if (socket != null) {
            disconnect();
        }
        for (int i = 0; i < queues.length; i++) {
            kicks[i].close();
            calls[i].close();
        }
        memory.close();
    }
}
