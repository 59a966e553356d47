package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.port.Device;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a frontend, from the first message to the last: answers each, keeps what it says, and lets
 * {@link DeviceQueues} bring the queues into service and out of it.
 */
final class Session implements Device {

    /** What a device of ours can do. Buffers are given back in the order in which they came, always. */
    static final long OFFERED = Features.VERSION_1
            | Features.PROTOCOL_FEATURES
            | Features.EVENT_IDX
            | Features.INDIRECT_DESC
            | Features.MRG_RXBUF
            | Features.IN_ORDER;

    private static final long OFFERED_PROTOCOL = Features.PROTOCOL_REPLY_ACK;
    private static final int QUEUE_INDEX_MASK = 0xff;
    private static final int NO_FD = 0x100;

    private final MessageSocket socket;
    private final DeviceQueues queues;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean ended;

    Session(MessageSocket socket, PortSite site) {
        this.socket = socket;
        this.queues = new DeviceQueues(site, this);
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
            queues.close();
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
    public boolean isMemoryTruncated() {
        return queues.isMemoryTruncated();
    }

    private void handle(Message message) {
        Request request = Request.of(message.request())
                .orElseThrow(() -> new ProtocolException(message.name() + ", which was not negotiated"));
        ByteBuffer answer = answer(request, message);
        if (answer != null) {
            socket.send(message.reply(answer));
        } else if (message.needsReply()) {
            socket.send(message.reply(word(0)));
        }
    }

    /** Carries a request out; returns the answer if the request is a question. */
    private @Nullable ByteBuffer answer(Request request, Message message) {
        switch (request) {
            case GET_FEATURES -> {
                return word(OFFERED);
            }
            case GET_PROTOCOL_FEATURES -> {
                return word(OFFERED_PROTOCOL);
            }
            case GET_QUEUE_NUM -> {
                return word(1);
            }
            case SET_FEATURES -> queues.setFeatures(offered(OFFERED, message));
            case SET_PROTOCOL_FEATURES -> offered(OFFERED_PROTOCOL, message);
            case SET_OWNER -> {}
            case RESET_OWNER -> queues.stopAll();
            case SET_MEM_TABLE -> queues.setMemory(MemoryTable.map(message));
            case SET_VRING_KICK -> queues.start(vring(message), eventFd(message));
            case SET_VRING_CALL -> queues.setCall(vring(message), eventFd(message));
            case SET_VRING_ERR -> vring(message);
            default -> {
                return answerState(request, message);
            }
        }
        return null;
    }

    /** As {@link #answer}, for requests with a queue index and a number or addresses. */
    private @Nullable ByteBuffer answerState(Request request, Message message) {
        ByteBuffer payload = message.requireBytes(8).payload();
        int queue = queues.checkIndex(message, payload.getInt(0));
        int number = payload.getInt(4);
        switch (request) {
            case SET_VRING_NUM -> queues.setSize(queue, number);
            case SET_VRING_BASE -> queues.setBase(queue, number);
            case SET_VRING_ENABLE -> queues.setEnabled(queue, number != 0);
            case SET_VRING_ADDR -> {
                message.requireBytes(40);
                queues.setAddresses(queue, payload.getLong(8), payload.getLong(16), payload.getLong(24));
            }
            case GET_VRING_BASE -> {
                return ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, queue)
                        .putInt(4, queues.stop(queue));
            }
            default -> throw new ProtocolException(message.name() + ", which a net device does not have");
        }
        return null;
    }

    private static long offered(long offered, Message message) {
        long wanted = message.requireBytes(8).payload().getLong(0);
        if ((wanted & ~offered) != 0) {
            throw new ProtocolException(message.name() + " of 0x" + Long.toHexString(wanted & ~offered)
                    + ", which was not offered (offered 0x" + Long.toHexString(offered) + ")");
        }
        return wanted;
    }

    private int vring(Message message) {
        long word = message.requireBytes(8).payload().getLong(0);
        return queues.checkIndex(message, (int) word & QUEUE_INDEX_MASK);
    }

    /** The eventfd that came along; null if the message says that there is none. */
    private static @Nullable EventFd eventFd(Message message) {
        if ((message.payload().getLong(0) & NO_FD) != 0) {
            return null;
        }
        if (message.fds().size() != 1) {
            throw new ProtocolException(
                    message.name() + " with " + message.fds().size() + " descriptors, want one");
        }
        Fd received = message.fds().get(0).moved();
        try {
            return EventFd.adopt(received);
        } catch (RuntimeException e) {
            received.close();
            throw new ProtocolException(message.name() + " with " + e.getMessage());
        }
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    }

    /** Ends the connection from another thread; {@link #run} then returns. */
    void shutdown() {
        ended = true;
        socket.shutdown();
    }
}
