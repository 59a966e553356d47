package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.link.Outbox.Drop;
import io.sidecore.vhostuser.sys.Errno;

/** What the kernel's error at a frame means. */
final class Drops {

    private Drops() {}

    static Drop reason(int errno) {
        return switch (errno) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM, Errno.EINTR -> Drop.FULL;
            case Errno.EMSGSIZE -> Drop.TOO_BIG;
            case Errno.EIO, Errno.EBADFD, Errno.ENETDOWN, Errno.ENXIO, Errno.ENODEV -> Drop.DOWN;
            default -> Drop.REFUSED; // EINVAL of its headers; EFAULT of its guest's memory
        };
    }
}
