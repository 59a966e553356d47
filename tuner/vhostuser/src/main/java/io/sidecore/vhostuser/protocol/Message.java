package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One vhost-user message. Its descriptors belong to it until they are taken; closing it closes those that were not.
 *
 * @param request the number of the request
 * @param flags version, {@link #REPLY}, {@link #NEED_REPLY}
 * @param payload little-endian, from position 0
 * @param fds those that came along, in order
 */
public record Message(int request, int flags, ByteBuffer payload, List<Fd> fds) implements AutoCloseable {

    public static final int VERSION = 1;
    public static final int VERSION_MASK = 3;
    public static final int REPLY = 4;
    public static final int NEED_REPLY = 8;

    public static final int HEADER_BYTES = 12;

    /** Larger than any message of the protocol; bounds what a hostile header can make us read. */
    public static final int MAX_PAYLOAD_BYTES = 4096;

    /** The protocol's own limit of memory regions, and so of descriptors in one message. */
    public static final int MAX_FDS = 8;

    public Message {
        payload = payload.order(ByteOrder.LITTLE_ENDIAN);
        fds = List.copyOf(fds);
    }

    /** A request with its payload and descriptors, which stay the sender's. */
    public static Message of(Request request, ByteBuffer payload, Fd... fds) {
        return new Message(request.code(), VERSION, payload, List.of(fds));
    }

    /** A request with no payload. */
    public static Message of(Request request) {
        return of(request, ByteBuffer.allocate(0));
    }

    /** A request whose payload is one 64-bit word. */
    public static Message ofWord(Request request, long word, Fd... fds) {
        return of(request, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, word), fds);
    }

    /** A request about one virtqueue: its index and a number. */
    public static Message ofState(Request request, int queue, int number) {
        ByteBuffer payload = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        return of(request, payload.putInt(0, queue).putInt(4, number));
    }

    /** The answer to this message, with descriptors that are the answer's from now on. */
    public Message reply(ByteBuffer answer, Fd... answerFds) {
        return new Message(request, VERSION | REPLY, answer, List.of(answerFds));
    }

    public boolean needsReply() {
        return (flags & NEED_REPLY) != 0;
    }

    /** The request in words, for messages to people. */
    public String name() {
        return Request.of(request).map(Enum::name).orElse("request " + request);
    }

    /** Checks that the payload has that length at least, before it is read. */
    public Message requireBytes(int bytes) {
        if (payload.limit() < bytes) {
            throw new ProtocolException(
                    name() + " came with " + payload.limit() + " bytes of payload, want at least " + bytes);
        }
        return this;
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
    }
}
