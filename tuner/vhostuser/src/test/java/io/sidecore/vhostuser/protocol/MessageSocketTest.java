package io.sidecore.vhostuser.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.RawSocket;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSocketTest {

    private final Leaks before = Leaks.now();
    private final Fd[] pair = RawSocket.pair();
    private final MessageSocket socket = new MessageSocket(pair[0]);
    private final RawSocket peer = new RawSocket(pair[1]);
    private final EventFd event = EventFd.create();

    @AfterEach
    void nothingIsLeaked() {
        socket.close();
        peer.close();
        event.close();
        assertEquals(before.descriptors(), Leaks.now().descriptors());
    }

    private static byte[] header(int request, int flags, int size) {
        return Arrays.copyOf(RawGuest.wire(request, flags, size), Message.HEADER_BYTES);
    }

    private Fd[] fds(int count) {
        Fd[] fds = new Fd[count];
        Arrays.setAll(fds, i -> RawGuest.alias(event));
        return fds;
    }

    @Test
    void carriesAMessageWithItsDescriptors() {
        try (MessageSocket other = new MessageSocket(pair[1])) {
            other.send(Message.ofWord(Request.SET_VRING_KICK, 0x1122334455667788L, fds(2)));
            try (Message message = socket.receive().orElseThrow()) {
                assertEquals(12, message.request());
                assertEquals(1, message.flags());
                assertEquals(0x1122334455667788L, message.payload().getLong(0));
                assertEquals(2, message.fds().size());
            }
        }
    }

    @Test
    void readsAMessageThatComesByteByByte() {
        byte[] wire = new byte[20];
        System.arraycopy(header(2, 1, 8), 0, wire, 0, 12);
        wire[12] = 42;
        for (byte one : wire) {
            peer.send(new byte[] {one});
        }
        Message message = socket.receive().orElseThrow();
        assertEquals(2, message.request());
        assertEquals(42, message.payload().getLong(0));
    }

    @Test
    void descriptorsMayComeWithThePayload() {
        peer.send(header(12, 1, 8));
        peer.send(new byte[8], fds(1));
        try (Message message = socket.receive().orElseThrow()) {
            assertEquals(1, message.fds().size());
        }
    }

    @Test
    void eachMessageHasItsOwnDescriptors() {
        peer.send(header(12, 1, 0), fds(1));
        peer.send(header(13, 1, 0));
        peer.send(header(14, 1, 0), fds(8));
        for (int want : new int[] {1, 0, 8}) {
            try (Message message = socket.receive().orElseThrow()) {
                assertEquals(want, message.fds().size());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0,    'message of protocol version 0, want 1'",
        "1, 3, 0,    'message of protocol version 3, want 1'",
        "1, 1, 4097, 'message announces 4097 bytes of payload, want at most 4096'",
        "1, 1, -1,   'message announces 4294967295 bytes of payload, want at most 4096'",
    })
    void refusesAHeader(int request, int flags, int size, String reason) {
        peer.send(header(request, flags, size), fds(3));
        assertEquals(
                reason, assertThrows(ProtocolException.class, socket::receive).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 100})
    void refusesMoreDescriptorsThanAMessageHas(int count) {
        peer.send(header(5, 1, 0), fds(count));
        assertEquals(
                "message with more than 8 file descriptors",
                assertThrows(ProtocolException.class, socket::receive).getMessage());
    }

    @Test
    void refusesMoreDescriptorsThanAMessageHasAlsoPieceByPiece() {
        peer.send(Arrays.copyOf(header(5, 1, 8), 6), fds(5));
        peer.send(Arrays.copyOfRange(header(5, 1, 8), 6, 12), fds(5));
        assertThrows(ProtocolException.class, socket::receive);
    }

    @Test
    void refusesToSendMoreDescriptorsThanAMessageHas() {
        Message message = Message.of(Request.SET_MEM_TABLE, ByteBuffer.allocate(0), fds(9));
        assertEquals(
                "message with 9 file descriptors, want at most 8",
                assertThrows(ProtocolException.class, () -> socket.send(message))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 12, 13, 19})
    void endsWhenThePeerIsGoneInTheMidst(int sent) {
        byte[] wire = Arrays.copyOf(header(12, 1, 8), 20);
        if (sent > 0) {
            peer.send(Arrays.copyOf(wire, sent), fds(2));
        }
        peer.close();
        assertEquals(Optional.empty(), socket.receive());
    }

    @Test
    void endsAfterShutdown() {
        socket.shutdown();
        assertEquals(Optional.empty(), socket.receive());
        socket.close();
        socket.shutdown(); // later is harmless
    }

    @Test
    void saysWhatIsMissingInAPayload() {
        peer.send(header(9, 1, 0));
        Message message = socket.receive().orElseThrow();
        assertEquals(
                "SET_VRING_ADDR came with 0 bytes of payload, want at least 40",
                assertThrows(ProtocolException.class, () -> message.requireBytes(40))
                        .getMessage());
    }

    /** Whatever comes is a message, the end, or a ProtocolException. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void survivesAnything(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            Fd[] fds = RawSocket.pair();
            try (MessageSocket receiver = new MessageSocket(fds[0]);
                    RawSocket sender = new RawSocket(fds[1])) {
                byte[] bytes = new byte[random.nextInt(1, 100)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    System.arraycopy(
                            header(random.nextInt(20), 1, random.nextInt(60)), 0, bytes, 0, Math.min(12, bytes.length));
                }
                assertTrue(sender.send(bytes, fds(random.nextInt(4))));
                sender.end();
                receiveAll(receiver);
            }
        }
    }

    private static void receiveAll(MessageSocket receiver) {
        try {
            Optional<Message> message = receiver.receive();
            while (message.isPresent()) {
                message.get().close();
                message = receiver.receive();
            }
        } catch (ProtocolException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("message "), e.getMessage());
        }
    }

    @Test
    void closesTheDescriptorsThatNobodyTook() {
        peer.send(header(12, 1, 0), fds(8));
        Message message = socket.receive().orElseThrow();
        List<Fd> fds = message.fds();
        Fd taken = fds.get(3).moved();
        message.close();
        assertTrue(fds.stream().noneMatch(Fd::isOpen));
        assertTrue(taken.isOpen());
        taken.close();
    }
}
