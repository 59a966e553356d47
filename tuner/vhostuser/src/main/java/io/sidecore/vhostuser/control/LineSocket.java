package io.sidecore.vhostuser.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A client's end of a UNIX stream socket that carries lines, one answer for each question, each within a time limit. */
final class LineSocket implements AutoCloseable {

    /** 10 000 queues take about 1 MB; what is much longer is no answer of ours. */
    private static final int MAX_LINE_BYTES = 16 << 20;

    private static final int CHUNK_BYTES = 16 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final long timeoutNanos;

    private LineSocket(SocketChannel channel, Selector selector, Duration timeout) {
        this.channel = channel;
        this.selector = selector;
        this.timeoutNanos = timeout.toNanos();
    }

    static LineSocket connect(Path path, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new LineSocket(channel, selector, timeout);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a line and waits for the line that answers it. */
    String ask(String line) throws IOException {
        long deadlineNanos = System.nanoTime() + timeoutNanos;
        ByteBuffer out = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE, deadlineNanos);
            }
        }
        return readLine(deadlineNanos);
    }

    private String readLine(long deadlineNanos) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(CHUNK_BYTES);
        while (true) {
            await(SelectionKey.OP_READ, deadlineNanos);
            int read = channel.read(in.clear());
            if (read < 0) {
                throw new EOFException("it closed the connection");
            }
            if (read > 0 && in.get(read - 1) == '\n') { // it never sends more than the answer
                answer.write(in.array(), 0, read - 1);
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(in.array(), 0, read);
            if (answer.size() > MAX_LINE_BYTES) {
                throw new IOException("its answer is longer than " + MAX_LINE_BYTES + " bytes");
            }
        }
    }

    private void await(int operation, long deadlineNanos) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        int ready = leftMillis > 0 ? selector.select(leftMillis) : selector.selectNow();
        selector.selectedKeys().clear();
        if (ready == 0 && deadlineNanos - System.nanoTime() <= 0) {
            throw new IOException("no answer within " + timeoutNanos / 1_000_000 + " ms");
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
