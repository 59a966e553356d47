package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.SystemCalls;

/** A file in memory, mapped: what a frontend shares. */
public final class Memfd implements AutoCloseable {

    private static final int MFD_CLOEXEC = 1;

    private final Fd fd;
    private final Mapping mapping;

    public Memfd(long bytes) {
        fd = new Fd(SystemCalls.check("memfd_create", LibC.C.memfd_create("test", MFD_CLOEXEC)));
        truncate(bytes);
        mapping = Mapping.of(fd.number(), bytes);
    }

    public Fd fd() {
        return fd;
    }

    /** Another descriptor of the file, for somebody who closes it. */
    public Fd duplicate() {
        return new Fd(SystemCalls.check("dup", LibC.C.fcntl(fd.number(), 0, 0)));
    }

    public long address() {
        return mapping.address();
    }

    /** Another mapping of the whole file. */
    public Mapping mapAgain() {
        return Mapping.of(fd.number(), mapping.bytes());
    }

    /** Changes the file's length; to touch what is beyond it faults. */
    public void truncate(long bytes) {
        SystemCalls.check("ftruncate", LibC.C.ftruncate(fd.number(), bytes));
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}
