package io.sidecore.vhostuser.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What serves a file as vhost-user-blk, to be measured: all of it on one core, with one queue, whose thread polls for some
 * tens of microseconds before it sleeps. One that polled on would be kept from running, where it is not alone, just when
 * the disk has done something.
 */
enum DiskSide {
    /** Sidecore's backend. */
    OURS {
        @Override
        List<String> command(Path launcher, Path file, Path socket, boolean direct) {
            return List.of(
                    "taskset",
                    "-c",
                    Side.BACKEND_CPU,
                    launcher.toString(),
                    "backend",
                    "--mode",
                    "spin=50us",
                    "--port",
                    socket + ",type=blk,queues=1,file=" + file + ",direct=" + onOff(direct),
                    "--control",
                    socket + ".control");
        }
    },
    /** QEMU's storage daemon with io_uring, which is its fastest, and a thread for the queue; it polls for 33 us. */
    QSD {
        @Override
        List<String> command(Path launcher, Path file, Path socket, boolean direct) {
            return List.of(
                    "taskset",
                    "-c",
                    Side.BACKEND_CPU,
                    "qemu-storage-daemon",
                    "--object",
                    "iothread,id=t0",
                    "--blockdev",
                    "driver=file,node-name=f0,aio=io_uring,filename=" + file + ",cache.direct=" + onOff(direct),
                    "--export",
                    "type=vhost-user-blk,id=e0,node-name=f0,iothread=t0,writable=on,num-queues=1,addr.type=unix,"
                            + "addr.path=" + socket);
        }
    };

    /** @param direct whether it goes past the page cache */
    abstract List<String> command(Path launcher, Path file, Path socket, boolean direct);

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
