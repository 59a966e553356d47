package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.link.Outbox.Drop;
import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet socket on a network interface (packet(7)): sees every frame that comes in there, whoever it is for, and sends
 * as if it were the interface's own. What the host itself sends there is not seen, nor what is sent by us.
 */
public final class PacketSocket implements Link {

    private static final int MSG_DONTWAIT = 0x40;

    private final Fd fd;
    private final String name;
    private final int index;
    private final int headerBytes;
    private final Arrivals arrivals;
    private final long statistics = RawMemory.allocate(16);

    PacketSocket(Fd fd, String name, int index, int headerBytes, boolean seesOwn) {
        this.fd = fd;
        this.name = name;
        this.index = index;
        this.headerBytes = headerBytes;
        this.arrivals = new Arrivals(headerBytes, seesOwn);
    }

    /**
     * Opens sockets on an interface, between which the kernel distributes flows.
     *
     * @throws IllegalArgumentException if they cannot be had, with what would be right
     */
    public static List<Link> open(String name, int queues) {
        int index = NetInterface.index(name)
                .orElseThrow(() -> new IllegalArgumentException("uplink packet=" + name + ": there is no interface "
                        + name + " (want one of " + NetInterface.all() + ")"));
        List<Link> opened = new ArrayList<>();
        try {
            for (int i = 0; i < queues; i++) {
                opened.add(PacketOptions.open(name, index, queues > 1));
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
        return headerBytes;
    }

    @Override
    public void receive(Inbox to) {
        arrivals.prepare(to);
        int got = LibC.C.recvmmsg(fd.number(), arrivals.messages(), Inbox.MAX, MSG_DONTWAIT, 0);
        int errno = got < 0 ? SystemCalls.lastErrno() : 0;
        to.clear();
        if (got < Inbox.MAX) {
            to.setDrained(); // or an error is told the next time, for which epoll wakes
        }
        if (got > 0) {
            arrivals.take(to, got);
        } else if (errno != 0 && errno != Errno.EAGAIN && errno != Errno.EINTR) {
            requireInterface();
        }
    }

    /** An interface that is down may come back; one that is gone does not, even if another gets its name. */
    private void requireInterface() {
        if (NetInterface.index(name).orElse(-1) != index) {
            throw new LinkException(name + " is gone");
        }
    }

    @Override
    public void send(Outbox from) {
        int count = from.count();
        int done = 0;
        while (done < count) {
            int sent = LibC.C.sendmmsg(fd.number(), from.message(done), count - done, MSG_DONTWAIT);
            Drop reason = sent < 0 ? Drops.reason(SystemCalls.lastErrno()) : Drop.FULL;
            for (int i = 0; i < sent; i++) {
                from.sent(done++);
            }
            if (sent <= 0) {
                int dropped = reason == Drop.FULL ? count - done : 1; // no use to try the others in vain
                from.drop(reason, dropped);
                done += dropped;
            }
        }
        from.empty();
    }

    @Override
    public int takeMissed() {
        return PacketOptions.missed(fd, statistics);
    }

    @Override
    public void close() {
        if (fd.isOpen()) {
            fd.close();
            arrivals.close();
            RawMemory.free(statistics);
        }
    }
}
