package io.sidecore.vhostuser.link;

/**
 * A way into a network interface and out of it, that never waits. One thread at a time receives; any number send.
 */
public interface Link extends AutoCloseable {

    /** Its descriptor, which is readable when frames have come in. */
    int number();

    /** Length of the net header that goes with each frame; 0 if none does, so that frames can leave nothing to be done. */
    int headerBytes();

    /**
     * Reads frames that have come in, as many as there is room for.
     *
     * @throws LinkException if the interface is gone
     */
    void receive(Inbox to);

    /** Sends all frames, or drops them; the outbox then says what became of them. */
    void send(Outbox from);

    /** Frames that the kernel has dropped since this was last asked, as they were not read soon enough, so far as it tells. */
    int takeMissed();

    @Override
    void close();
}
