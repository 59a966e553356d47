package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.Origin;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a frontend, from the first message to the last: answers each, keeps what it says, and lets
 * {@link DeviceQueues} bring the queues into service and out of it.
 */
final class Session implements Device {

    /** What every device of ours can do. */
    private static final long FEATURES = Features.VERSION_1
            | Features.ANY_LAYOUT
            | Features.PROTOCOL_FEATURES
            | Features.EVENT_IDX
            | Features.INDIRECT_DESC
            | Features.RING_PACKED
            | Features.LOG_ALL;

    private static final long PROTOCOL_FEATURES = Features.PROTOCOL_REPLY_ACK
            | Features.PROTOCOL_LOG_SHMFD
            | Features.PROTOCOL_RESET_DEVICE
            | Features.PROTOCOL_CONFIGURE_MEM_SLOTS
            | Features.PROTOCOL_STATUS;

    private static final GuestHome HOME = new GuestHome(Path.of("/proc"));

    private static final int QUEUE_INDEX_MASK = 0xff;
    private static final int NO_FD = 0x100;
    private static final int MAX_MTU = 65535;

    /** In a VhostUserConfig before the values: offset, size, flags. */
    private static final int CONFIG_HEADER_BYTES = 12;

    private final MessageSocket socket;
    private final VirtioDevice kind;
    private final DeviceQueues queues;
    private final MemoryMessages memory;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean ended;
    private long status;

    /** @param name of the device */
    Session(MessageSocket socket, String name, VirtioDevice kind, Crew crew) {
        this.socket = socket;
        this.kind = kind;
        int frontend = socket.peerPid();
        Optional<Set<String>> cgroups = HOME.cgroups(frontend);
        boolean isOther = frontend > 0 && frontend != ProcessHandle.current().pid();
        OptionalInt process = isOther ? OptionalInt.of(frontend) : OptionalInt.empty();
        this.queues = new DeviceQueues(
                crew, kind, this, ring -> crew.introduce(name, new Origin(cgroups, GuestHome.nodeOf(ring), process)));
        this.memory = new MemoryMessages(queues);
    }

    /**
     * Serves the connection until it ends.
     *
     * @return why we ended it; empty if the frontend did
     */
    Optional<String> run() {
        try {
            handleAll();
        } catch (RuntimeException e) { // whatever a frontend brings about ends its connection, and no other
            fail(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            close();
        }
        return Optional.ofNullable(failure.get());
    }

    private void handleAll() {
        Optional<Message> message = socket.receive();
        while (message.isPresent()) {
            try (Message request = message.get()) {
                if (ended) {
                    return; // messages that came before the end can still be read after it
                }
                handle(request);
            }
            message = socket.receive();
        }
    }

    private void close() {
        try {
            queues.close(failure.get() != null);
        } finally {
            socket.close();
        }
    }

    @Override
    public void fail(String reason) {
        failure.compareAndSet(null, reason);
        shutdown();
    }

    @Override
    public RingFeatures features() {
        return queues.features();
    }

    @Override
    public boolean isMemoryTruncated() {
        return queues.isMemoryTruncated();
    }

    private void handle(Message message) {
        Request request = Request.of(message.request())
                .orElseThrow(() -> new ProtocolException(message.name() + ", which was not negotiated"));
        Optional<Message> answer = answer(request, message);
        if (answer.isPresent()) {
            try (Message whole = answer.get()) { // its descriptors, if any, are the frontend's then
                socket.send(whole);
            }
        } else if (message.needsReply()) {
            socket.send(message.reply(word(0)));
        }
    }

    /** Carries a request out; returns the answer if the request is a question. */
    private Optional<Message> answer(Request request, Message message) {
        return switch (request) {
            case GET_FEATURES -> reply(message, offered());
            case GET_PROTOCOL_FEATURES -> reply(message, offeredProtocol());
            case GET_QUEUE_NUM -> reply(message, kind.queueNumber());
            case GET_MAX_MEM_SLOTS -> reply(message, MemoryTable.MAX_SLOTS);
            case GET_STATUS -> reply(message, status);
            case GET_VRING_BASE -> {
                int queue = queues.checkIndex(
                        message, message.requireBytes(8).payload().getInt(0));
                yield Optional.of(message.reply(littleEndian(8).putInt(0, queue).putInt(4, queues.stop(queue))));
            }
            case GET_CONFIG -> Optional.of(config(message));
            case GET_INFLIGHT_FD -> Optional.of(inflight(message).create(message));
            case SET_LOG_BASE -> {
                memory.setLog(message);
                yield Optional.of(message.reply(littleEndian(0))); // the frontend waits for it, and reads no payload
            }
            default -> {
                carryOut(request, message);
                yield Optional.empty();
            }
        };
    }

    private void carryOut(Request request, Message message) {
        switch (request) {
            case SET_FEATURES -> queues.setFeatures(onlyOffered(offered(), message));
            case SET_PROTOCOL_FEATURES -> onlyOffered(offeredProtocol(), message);
            case SET_OWNER -> {}
            case RESET_OWNER -> queues.stopAll();
            case RESET_DEVICE -> {
                queues.resetAll();
                status = 0;
            }
            case SET_STATUS -> status = firstWord(message);
            case SET_MEM_TABLE, ADD_MEM_REG, REM_MEM_REG -> memory.carryOut(request, message);
            case SET_LOG_FD -> eventFd(message, 0).ifPresent(EventFd::close); // nobody waits for it any more
            case SET_INFLIGHT_FD -> inflight(message).set(message);
            case SET_CONFIG -> setConfig(message);
            case NET_SET_MTU -> requireMtu(message);
            case SEND_RARP -> queues.announce(firstWord(message));
            default -> carryOutForQueue(request, message);
        }
    }

    private void carryOutForQueue(Request request, Message message) {
        ByteBuffer payload = message.requireBytes(8).payload();
        boolean isWord = request == Request.SET_VRING_KICK
                || request == Request.SET_VRING_CALL
                || request == Request.SET_VRING_ERR;
        int index = isWord ? (int) payload.getLong(0) & QUEUE_INDEX_MASK : payload.getInt(0);
        int queue = queues.checkIndex(message, index);
        int number = payload.getInt(4);
        switch (request) {
            case SET_VRING_KICK -> queues.start(queue, eventFd(message, NO_FD).orElse(null));
            case SET_VRING_CALL -> queues.setCall(queue, eventFd(message, NO_FD).orElse(null));
            case SET_VRING_ERR -> queues.setError(queue, eventFd(message, NO_FD).orElse(null));
            case SET_VRING_NUM -> queues.change(queue, setup -> setup.setSize(number));
            case SET_VRING_BASE -> queues.change(queue, setup -> setup.tellBase(number));
            case SET_VRING_ENABLE -> queues.enable(queue, number != 0);
            case SET_VRING_ADDR -> {
                message.requireBytes(40);
                queues.change(
                        queue,
                        setup -> setup.setAddresses(
                                number,
                                payload.getLong(8),
                                payload.getLong(16),
                                payload.getLong(24),
                                payload.getLong(32)));
            }
            default ->
                throw new ProtocolException(message.name() + ", which a " + kind.kind() + " device does not have");
        }
    }

    private InflightMessages inflight(Message message) {
        if ((kind.protocolFeatures() & Features.PROTOCOL_INFLIGHT_SHMFD) == 0) {
            throw new ProtocolException(message.name() + ", which a " + kind.kind() + " device does not have");
        }
        return new InflightMessages(queues);
    }

    private long offered() {
        return FEATURES | kind.features();
    }

    private long offeredProtocol() {
        return PROTOCOL_FEATURES | kind.protocolFeatures();
    }

    private static long onlyOffered(long offered, Message message) {
        long wanted = firstWord(message);
        if ((wanted & ~offered) != 0) {
            throw new ProtocolException(message.name() + " of 0x" + Long.toHexString(wanted & ~offered)
                    + ", which was not offered (offered 0x" + Long.toHexString(offered) + ")");
        }
        return wanted;
    }

    private static long firstWord(Message message) {
        return message.requireBytes(8).payload().getLong(0);
    }

    private static void requireMtu(Message message) {
        long mtu = firstWord(message);
        if (mtu < 0 || mtu > MAX_MTU) {
            throw new ProtocolException("NET_SET_MTU of " + Long.toUnsignedString(mtu) + ", want at most " + MAX_MTU);
        }
    }

    private Message config(Message message) {
        ByteBuffer payload = message.requireBytes(CONFIG_HEADER_BYTES).payload();
        byte[] config = kind.config();
        int offset = payload.getInt(0);
        int size = payload.getInt(4);
        if (offset < 0
                || size < 0
                || size > Message.MAX_PAYLOAD_BYTES - CONFIG_HEADER_BYTES
                || offset > config.length) {
            throw new ProtocolException("GET_CONFIG of " + Integer.toUnsignedString(size) + " bytes from "
                    + Integer.toUnsignedString(offset) + ", of " + config.length);
        }
        ByteBuffer answer = littleEndian(CONFIG_HEADER_BYTES + size);
        answer.putInt(0, offset).putInt(4, size).putInt(8, payload.getInt(8));
        answer.put(CONFIG_HEADER_BYTES, config, offset, Math.min(size, config.length - offset));
        return message.reply(answer);
    }

    private void setConfig(Message message) {
        ByteBuffer payload = message.requireBytes(CONFIG_HEADER_BYTES).payload();
        int offset = payload.getInt(0);
        int size = payload.getInt(4);
        if (offset < 0 || size < 0 || size > payload.limit() - CONFIG_HEADER_BYTES) {
            throw new ProtocolException("SET_CONFIG of " + Integer.toUnsignedString(size) + " bytes at "
                    + Integer.toUnsignedString(offset) + " in a message of " + payload.limit());
        }
        byte[] values = new byte[size];
        payload.get(CONFIG_HEADER_BYTES, values);
        kind.configure(offset, values);
    }

    /** The eventfd that came along; empty if the message says that there is none. */
    private static Optional<EventFd> eventFd(Message message, int noFd) {
        if (message.payload().limit() >= 8 && (message.payload().getLong(0) & noFd) != 0) {
            return Optional.empty();
        }
        if (message.fds().size() != 1) {
            throw new ProtocolException(
                    message.name() + " with " + message.fds().size() + " descriptors, want one");
        }
        Fd received = message.fds().get(0).moved();
        try {
            return Optional.of(EventFd.adopt(received));
        } catch (RuntimeException e) {
            received.close();
            throw new ProtocolException(message.name() + " with " + e.getMessage());
        }
    }

    private static Optional<Message> reply(Message message, long value) {
        return Optional.of(message.reply(word(value)));
    }

    private static ByteBuffer word(long value) {
        return littleEndian(8).putLong(0, value);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Ends the connection from another thread; {@link #run} then returns. */
    void shutdown() {
        ended = true;
        socket.shutdown();
    }
}
