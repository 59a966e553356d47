package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.EventFd;
import java.nio.file.Path;

/**
 * A virtio-net device as its guest sees it: one queue pair, connected to a backend's socket. After {@link #connect} one
 * thread drives the queues, another may {@link #awaitEnd}.
 */
public final class Frontend implements AutoCloseable {

    /** Of a queue pair, the guest's receive queue comes first. */
    private static final int RX = 0;

    private static final int TX = 1;

    private final MessageSocket socket;
    private final GuestMemory memory;
    private final DriverRing rxRing;
    private final DriverRing txRing;
    private final RxQueue rx;
    private final TxQueue tx;

    private Frontend(MessageSocket socket, Handshake handshake, FrontendOptions options) {
        this.socket = socket;
        boolean eventIdx = handshake.has(Features.EVENT_IDX);
        boolean mergeable = handshake.has(Features.MRG_RXBUF);
        memory = GuestMemory.create(options.memoryBytes());
        rxRing = new DriverRing(memory, options.ringSize(), eventIdx);
        txRing = new DriverRing(memory, options.ringSize(), eventIdx);
        rx = new RxQueue(memory, rxRing, mergeable);
        tx = new TxQueue(memory, txRing, options.txLayout(), options.maxFrameBytes());
    }

    /**
     * Connects to a backend and starts the queues; the receive buffers are posted.
     *
     * @throws io.sidecore.vhostuser.sys.SystemCallException if nobody listens there, or hangs up meanwhile
     * @throws ProtocolException if the backend lacks what the options need, or refuses a request
     */
    public static Frontend connect(Path path, FrontendOptions options) {
        MessageSocket socket = MessageSocket.connect(path);
        try {
            Handshake handshake = new Handshake(socket);
            requireWhatOptionsNeed(handshake, options);
            Frontend frontend = new Frontend(socket, handshake, options);
            try {
                frontend.start(handshake);
                return frontend;
            } catch (RuntimeException e) {
                frontend.close();
                throw e;
            }
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void requireWhatOptionsNeed(Handshake handshake, FrontendOptions options) {
        if (options.txLayout() == TxLayout.INDIRECT && !handshake.has(Features.INDIRECT_DESC)) {
            throw new ProtocolException("the backend does not offer INDIRECT_DESC; want a tx layout of one or two");
        }
        int longest = RxQueue.BUFFER_BYTES - Features.NET_HEADER_BYTES;
        if (options.maxFrameBytes() > longest && !handshake.has(Features.MRG_RXBUF)) {
            throw new ProtocolException("the backend does not offer MRG_RXBUF; want frames of at most " + longest
                    + " bytes, not " + options.maxFrameBytes());
        }
    }

    private void start(Handshake handshake) {
        handshake.share(memory);
        handshake.start(RX, rxRing);
        handshake.start(TX, txRing);
        handshake.enable(RX);
        handshake.enable(TX);
        rx.flush();
    }

    public RxQueue rx() {
        return rx;
    }

    public TxQueue tx() {
        return tx;
    }

    /** What the backend signals once a call was asked for: received frames. */
    public EventFd rxCall() {
        return rxRing.call();
    }

    /** What the backend signals once a call was asked for: room to send. */
    public EventFd txCall() {
        return txRing.call();
    }

    /**
     * Asks for a call at the next received frame, and where there is no room to send, at the next room.
     *
     * @return false if there is something to do already
     */
    public boolean askForCalls() {
        return rxRing.askForCall() && (tx.hasRoom() || txRing.askForCall());
    }

    /** Wants no calls: somebody polls. */
    public void refuseCalls() {
        rxRing.refuseCalls();
        txRing.refuseCalls();
    }

    /** Kicks sent so far on both queues. */
    public long kicks() {
        return rxRing.kicks() + txRing.kicks();
    }

    /** Waits until the backend hangs up, or {@link #hangUp} is called. */
    public void awaitEnd() {
        while (socket.receive().isPresent()) {
            // a backend has nothing to say after the handshake; what it says all the same is not for us
        }
    }

    /** Ends the connection, from any thread; {@link #close} must still follow, when nobody uses the queues. */
    public void hangUp() {
        socket.shutdown();
    }

    @Override
    public void close() {
        socket.close();
        rxRing.close();
        txRing.close();
        memory.close();
    }
}
