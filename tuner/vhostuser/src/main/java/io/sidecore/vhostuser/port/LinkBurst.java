package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.link.Inbox;
import io.sidecore.vhostuser.link.Link;

/** Frames that came in from a network interface: in memory of our own, so nobody changes them meanwhile. */
final class LinkBurst extends Burst implements AutoCloseable {

    private final Link link;
    private final Inbox inbox = new Inbox();

    LinkBurst(Link link) {
        this.link = link;
    }

    @Override
    int load() {
        if (first < count) {
            return count - first;
        }
        count = 0;
        first = 0;
        link.receive(inbox);
        int received = inbox.count();
        for (int i = 0; i < received; i++) {
            read(i);
        }
        count = received;
        return received;
    }

    private void read(int i) {
        Frame frame = frames[i];
        int bytes = inbox.bytes(i);
        if (bytes < Frame.ETHERNET_HEADER_BYTES || bytes > Staging.MAX_FRAME_BYTES) {
            frame.setUnusable();
            return;
        }
        frame.setWhole(inbox.address(i), bytes);
        if (inbox.offload(i) != 0) {
            frame.settleOffload(inbox.offload(i), inbox.checksumOffset(i));
        }
    }

    /** Whether no other frame waited when these were read. */
    boolean isDrained() {
        return inbox.isDrained();
    }

    @Override
    void requireReadable(int i) {}

    @Override
    void completeUpTo(int end) {
        first = end;
    }

    /** Bytes of memory are freed; only when no worker can use them. */
    @Override
    public void close() {
        inbox.close();
    }
}
