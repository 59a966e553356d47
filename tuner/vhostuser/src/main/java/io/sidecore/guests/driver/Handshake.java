package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.protocol.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a frontend says to a backend before frames can flow, in the order in which QEMU says it. Where the backend can
 * (REPLY_ACK), every request is acknowledged, so that one that fails is known by its name.
 */
final class Handshake {

    private static final long WANTED = Features.VERSION_1
            | Features.EVENT_IDX
            | Features.INDIRECT_DESC
            | Features.MRG_RXBUF
            | Features.PROTOCOL_FEATURES;

    private final MessageSocket socket;
    private final long features;
    private final boolean acknowledged;

    /** Agrees on features. */
    Handshake(MessageSocket socket) {
        this.socket = socket;
        long offered = word(Request.GET_FEATURES);
        if ((offered & Features.VERSION_1) == 0) {
            throw new ProtocolException("the backend does not offer VERSION_1 (features 0x" + Long.toHexString(offered)
                    + "); want virtio 1.0 or later");
        }
        this.features = offered & WANTED;
        this.acknowledged = has(Features.PROTOCOL_FEATURES) && agreeOnAcknowledging();
        tell(Message.of(Request.SET_OWNER));
        tell(Message.ofWord(Request.SET_FEATURES, features));
    }

    private boolean agreeOnAcknowledging() {
        long agreed = word(Request.GET_PROTOCOL_FEATURES) & Features.PROTOCOL_REPLY_ACK;
        socket.send(Message.ofWord(Request.SET_PROTOCOL_FEATURES, agreed));
        return agreed != 0;
    }

    private long word(Request request) {
        try (Message answer = socket.call(Message.of(request))) {
            return answer.requireBytes(8).payload().getLong(0);
        }
    }

    private void tell(Message request) {
        if (acknowledged) {
            socket.callForAck(request);
        } else {
            socket.send(request);
        }
    }

    /** Whether a feature was agreed on. */
    boolean has(long feature) {
        return (features & feature) != 0;
    }

    void share(GuestMemory memory) {
        ByteBuffer payload = payload(40).putInt(1).putInt(0);
        payload.putLong(GuestMemory.GUEST_PHYSICAL_BASE).putLong(memory.bytes());
        payload.putLong(memory.userAddress()).putLong(0);
        tell(Message.of(Request.SET_MEM_TABLE, payload.flip(), memory.descriptor()));
    }

    void start(int queue, DriverRing ring) {
        tell(Message.ofState(Request.SET_VRING_NUM, queue, ring.size()));
        tell(Message.ofState(Request.SET_VRING_BASE, queue, 0));
        ByteBuffer addresses = payload(40).putInt(queue).putInt(0);
        addresses.putLong(ring.descriptorsAddress()).putLong(ring.usedAddress());
        addresses.putLong(ring.availAddress()).putLong(0);
        tell(Message.of(Request.SET_VRING_ADDR, addresses.flip()));
        tell(Message.ofWord(Request.SET_VRING_CALL, queue, ring.call().descriptor()));
        tell(Message.ofWord(Request.SET_VRING_KICK, queue, ring.kick().descriptor()));
    }

    /** Rings are born disabled where PROTOCOL_FEATURES was agreed on, else enabled. */
    void enable(int queue) {
        if (has(Features.PROTOCOL_FEATURES)) {
            tell(Message.ofState(Request.SET_VRING_ENABLE, queue, 1));
        }
    }

    private static ByteBuffer payload(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
