package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.ListenSocket;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Listens to one frontend's handshake, answers it, and writes down what it said. */
final class TestBackend implements AutoCloseable {

    private final ListenSocket listener;
    private final Thread thread = new Thread(this::serve, "test-backend");
    private final List<String> requests = new ArrayList<>();
    private final long features;
    private final long protocolFeatures;
    private final List<String> refused;
    private long regionStart;
    private long regionBytes;

    TestBackend(Path socket, long features, long protocolFeatures, String... refused) {
        this.listener = ListenSocket.on(socket);
        this.features = features;
        this.protocolFeatures = protocolFeatures;
        this.refused = List.of(refused);
        thread.start();
    }

    /** All that the frontend said until it hung up. */
    List<String> requests() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return requests;
    }

    private void serve() {
        try (MessageSocket connection = listener.accept().orElseThrow()) {
            for (Optional<Message> message = connection.receive();
                    message.isPresent();
                    message = connection.receive()) {
                try (Message request = message.get()) {
                    answer(connection, request);
                }
            }
        }
    }

    private void answer(MessageSocket connection, Message request) {
        requests.add(words(request) + (request.needsReply() ? " ack" : ""));
        if (request.request() == Request.GET_FEATURES.code()) {
            connection.send(request.reply(word(features)));
        } else if (request.request() == Request.GET_PROTOCOL_FEATURES.code()) {
            connection.send(request.reply(word(protocolFeatures)));
        } else if (request.needsReply()) {
            connection.send(request.reply(word(refused.contains(request.name()) ? 1 : 0)));
        }
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    }

    private String words(Message request) {
        ByteBuffer payload = request.payload();
        String fds = " fds=" + request.fds().size();
        return request.name()
                + switch (Request.of(request.request()).orElseThrow()) {
                    case SET_FEATURES, SET_PROTOCOL_FEATURES -> " 0x" + Long.toHexString(payload.getLong(0));
                    case SET_VRING_NUM, SET_VRING_BASE, SET_VRING_ENABLE ->
                        " " + payload.getInt(0) + " " + payload.getInt(4);
                    case SET_VRING_KICK, SET_VRING_CALL -> " " + payload.getLong(0) + fds;
                    case SET_MEM_TABLE -> region(payload) + fds;
                    case SET_VRING_ADDR -> " " + payload.getInt(0) + (isInside(payload) ? " inside" : " outside");
                    default -> "";
                };
    }

    private String region(ByteBuffer payload) {
        regionBytes = payload.getLong(16);
        regionStart = payload.getLong(24);
        return " regions=" + payload.getInt(0) + " gpa=0x" + Long.toHexString(payload.getLong(8)) + " offset="
                + payload.getLong(32);
    }

    private boolean isInside(ByteBuffer payload) {
        for (int at = 8; at <= 24; at += 8) {
            long offset = payload.getLong(at) - regionStart;
            if (offset < 0 || offset >= regionBytes) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        listener.shutdown();
        requests();
        listener.close();
    }
}
