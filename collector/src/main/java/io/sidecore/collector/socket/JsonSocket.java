package io.sidecore.collector.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * JSON objects over a Unix socket. The whole conversation has one time limit and one limit of size, so that no peer can
 * hold us up.
 */
public final class JsonSocket implements AutoCloseable {

    /** Longer than any answer that we ask for. */
    private static final int MAX_BYTES = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final LongSupplier clock;
    private final long deadlineNanos;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();
    private int received;

    private JsonSocket(SocketChannel channel, Selector selector, Duration limit, LongSupplier clock)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.clock = clock;
        this.deadlineNanos = clock.getAsLong() + limit.toNanos();
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /**
     * Connects.
     *
     * @param limit for the whole conversation, from now
     * @param clock monotonic
     * @throws SocketTimeoutException if nobody accepts in time
     * @throws IOException if nobody listens, or we may not connect
     */
    public static JsonSocket connect(Path path, Duration limit, LongSupplier clock) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        JsonSocket socket = null;
        try {
            socket = new JsonSocket(channel, selector, limit, clock);
            socket.connect(address);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            selector.close();
            throw e;
        }
    }

    private void connect(UnixDomainSocketAddress address) throws IOException {
        if (!channel.connect(address)) {
            do {
                await(SelectionKey.OP_CONNECT);
            } while (!channel.finishConnect());
        }
    }

    /** Sends an object, and a line's end. */
    public void send(JsonNode object) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(object) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /**
     * The next object that the peer sends.
     *
     * @throws SocketTimeoutException if it does not come in time
     * @throws IOException if the peer hangs up, or what it sends is no JSON, or too much
     */
    public JsonNode receive() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        JsonEnd end = new JsonEnd();
        while (true) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                object.write(next);
                if (end.accept(next)) {
                    return JSON.readTree(object.toByteArray());
                }
            }
            fill();
        }
    }

    private void fill() throws IOException {
        buffer.clear();
        int bytes = channel.read(buffer);
        buffer.flip();
        if (bytes < 0) {
            throw new EOFException("the peer hung up");
        }
        received += bytes;
        if (received > MAX_BYTES) {
            throw new IOException("the answer is longer than " + MAX_BYTES + " bytes");
        }
        if (bytes == 0) {
            await(SelectionKey.OP_READ);
        }
    }

    private void await(int operation) throws IOException {
        long leftNanos = deadlineNanos - clock.getAsLong();
        if (leftNanos <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        key.interestOps(operation);
        selector.select(Math.max(1, leftNanos / 1_000_000));
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
