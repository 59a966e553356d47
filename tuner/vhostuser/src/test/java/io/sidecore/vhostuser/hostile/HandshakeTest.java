package io.sidecore.vhostuser.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.RawSocket;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end, or go astray, at any point of the handshake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeTest {

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 1, PollMode.SLEEP);
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    @Test
    void disconnectsAfterEachMessage() {
        int count = 18;
        for (int sent = 0; sent <= count; sent++) {
            try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT))) {
                List<Message> messages = guest.handshake(RawGuest.FEATURES);
                assertEquals(count, messages.size());
                messages.subList(0, sent).forEach(guest.socket()::send);
            }
        }
        siege.assertUnharmed();
    }

    @Test
    void sendsOnlyTheFirstBytesOfEachMessage() {
        try (RawGuest template = new RawGuest(siege.backend().socket(Siege.PORT))) {
            List<Message> messages = template.handshake(RawGuest.FEATURES);
            template.socket().shutdown();
            for (Message message : messages) {
                byte[] whole = wire(message);
                for (int bytes = 1; bytes < whole.length; bytes++) {
                    send(Arrays.copyOf(whole, bytes), message.fds());
                }
            }
        }
        siege.assertUnharmed();
    }

    /** Each says truly how short it is, so it is read whole, and refused where what is missing is needed. */
    @Test
    void sendsEachMessageWithEveryShorterPayload() {
        siege.backend().forgetLog(Siege.PORT);
        int tried = 0;
        try (RawGuest template = new RawGuest(siege.backend().socket(Siege.PORT))) {
            List<Message> messages = template.handshake(RawGuest.FEATURES);
            template.socket().shutdown();
            for (Message message : messages) {
                for (int bytes = 0; bytes < message.payload().limit(); bytes++) {
                    ByteBuffer payload = message.payload().slice(0, bytes);
                    send(wire(new Message(message.request(), message.flags(), payload, List.of())), message.fds());
                    tried++;
                }
            }
        }
        siege.assertUnharmed();
        List<String> refused = siege.backend().log(Siege.PORT).stream()
                .filter(line -> line.matches(".* came with [0-9]+ bytes of payload, want at least [0-9]+"))
                .toList();
        assertEquals(tried, refused.size());
    }

    private static byte[] wire(Message message) {
        int size = message.payload().limit();
        byte[] wire = RawGuest.wire(message.request(), message.flags(), size);
        message.payload().get(0, wire, Message.HEADER_BYTES, size);
        return wire;
    }

    private void send(byte[] bytes, List<Fd> fds) {
        try (RawSocket socket = RawSocket.connect(siege.backend().socket(Siege.PORT))) {
            assertTrue(socket.send(bytes, fds.toArray(Fd[]::new)));
        }
    }

    @Test
    void announcesMoreThanAnyMessageHas() {
        siege.backend().forgetLog(Siege.PORT);
        send(RawGuest.wire(5, 1, 4097), List.of());
        siege.assertStopped("message announces 4097 bytes of payload, want at most 4096");
        siege.assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 64})
    void passesTooManyDescriptors(int count) {
        siege.backend().forgetLog(Siege.PORT);
        try (EventFd one = EventFd.create()) {
            Fd[] fds = new Fd[count];
            Arrays.setAll(fds, i -> RawGuest.alias(one));
            send(RawGuest.wire(1, 1, 0), List.of(fds));
        }
        siege.assertStopped("message with more than 8 file descriptors");
        siege.assertUnharmed();
    }

    @Test
    void descriptorsWithEveryByteOfAMessage() {
        siege.backend().forgetLog(Siege.PORT);
        try (EventFd one = EventFd.create();
                RawSocket socket = RawSocket.connect(siege.backend().socket(Siege.PORT))) {
            for (int i = 0; i < 12; i++) {
                socket.send(new byte[] {1}, RawGuest.alias(one));
            }
            socket.awaitEnd();
        }
        siege.assertStopped("message with more than 8 file descriptors");
        siege.assertUnharmed();
    }

    @Test
    void comesAndGoesAThousandTimes() {
        for (int i = 0; i < 1000; i++) {
            RawSocket.connect(siege.backend().socket(Siege.PORT)).close();
        }
        siege.assertUnharmed();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sendsAnything(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (EventFd one = EventFd.create()) {
            byte[] bytes = new byte[random.nextInt(1, 2000)];
            random.nextBytes(bytes);
            for (int at = 0; at + 12 <= bytes.length; at += 12 + random.nextInt(40)) {
                System.arraycopy(RawGuest.wire(random.nextInt(20), 1, random.nextInt(48)), 0, bytes, at, 12);
            }
            Fd[] fds = new Fd[random.nextInt(4)];
            Arrays.setAll(fds, i -> RawGuest.alias(one));
            send(bytes, List.of(fds));
        }
        if (seed % 20 == 0) {
            siege.assertUnharmed();
        }
    }
}
