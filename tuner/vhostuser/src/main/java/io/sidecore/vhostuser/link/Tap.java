package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * One queue of a tap: a network interface of the host's whose other end we are (Linux, Documentation/networking/tuntap).
 * Each frame has struct virtio_net_hdr before it, so that the host's kernel can leave checksums and segmentation to us,
 * and we to it.
 */
public final class Tap implements Link {

    /** struct virtio_net_hdr_v1, as virtio has it too. */
    public static final int HEADER_BYTES = 12;

    private static final int CHECKSUM_OFFSET_AT = 8;

    private final Fd fd;
    private final String name;

    Tap(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /**
     * Opens a tap. One that is not there is made, with as many queues, set up, and is gone when it is closed; one that is
     * there is left as it was.
     *
     * @throws IllegalArgumentException if it cannot be had, with what would be right
     */
    public static List<Link> open(String name, int queues) {
        boolean isNew = NetInterface.index(name).isEmpty();
        List<Link> opened = new ArrayList<>();
        try {
            for (int i = 0; i < queues; i++) {
                opened.add(new Tap(TapDevice.attach(name, queues > 1, isNew && i == 0), name));
            }
            if (isNew) {
                NetInterface.setUp(name);
            }
            return opened;
        } catch (RuntimeException e) {
            opened.forEach(Link::close);
            throw e;
        }
    }

    @Override
    public int number() {
        return fd.number();
    }

    @Override
    public int headerBytes() {
        return HEADER_BYTES;
    }

    @Override
    public void receive(Inbox to) {
        to.clear();
        for (int i = 0; i < Inbox.MAX; i++) {
            long header = to.place(i) - HEADER_BYTES;
            long got = LibC.C.read(fd.number(), header, HEADER_BYTES + Inbox.ROOM_BYTES);
            if (got < 0) {
                stop(to, SystemCalls.lastErrno());
                return;
            }
            to.add(
                    to.place(i),
                    (int) got - HEADER_BYTES,
                    RawMemory.getLong(header),
                    RawMemory.getShort(header + CHECKSUM_OFFSET_AT));
        }
    }

    private void stop(Inbox to, int errno) {
        if (errno == Errno.EAGAIN) {
            to.setDrained();
        } else if (errno != Errno.EINTR && to.count() == 0) { // else it is told the next time
            throw new LinkException(name + " is gone: " + Errno.describe(errno));
        }
    }

    @Override
    public void send(Outbox from) {
        for (int i = 0; i < from.count(); i++) {
            if (LibC.C.writev(fd.number(), from.iovec(i), from.iovecs(i)) >= 0) {
                from.sent(i);
            } else {
                from.drop(Drops.reason(SystemCalls.lastErrno()), 1);
            }
        }
        from.empty();
    }

    /** {@inheritDoc} Of a tap, the interface itself counts them, as those that it could not transmit. */
    @Override
    public int takeMissed() {
        return 0;
    }

    @Override
    public void close() {
        fd.close();
    }
}
