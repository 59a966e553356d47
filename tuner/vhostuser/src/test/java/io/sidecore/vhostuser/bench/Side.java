package io.sidecore.vhostuser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A backend to be measured: starts it on one core, with ports at sockets {@code p0}, {@code p1}, ... */
enum Side {
    /** Sidecore's, with one worker that polls. */
    OURS {
        @Override
        List<String> command(Path launcher, Path directory, Job job, int ports) {
            List<String> command = new ArrayList<>(List.of(
                    "taskset",
                    "-c",
                    FRONTEND_CPU,
                    launcher.toString(),
                    "backend",
                    "--workers",
                    "1",
                    "--cpus",
                    BACKEND_CPU,
                    "--poll",
                    "--control",
                    directory.resolve("control").toString()));
            for (int i = 0; i < ports; i++) {
                command.add("--port");
                command.add(directory.resolve("p" + i) + ",type=" + (job == Job.SINK ? "null" : "echo"));
            }
            return command;
        }
    },
    /** DPDK's net_vhost under testpmd: receives only, or gives each frame back. */
    DPDK {
        @Override
        List<String> command(Path launcher, Path directory, Job job, int ports) {
            List<String> command = new ArrayList<>(List.of(
                    "dpdk-testpmd",
                    "--lcores",
                    "(0-1)@" + BACKEND_CPU,
                    "--no-pci",
                    "--no-telemetry",
                    "--in-memory",
                    "-m",
                    "256"));
            for (int i = 0; i < ports; i++) {
                command.add("--vdev");
                command.add("net_vhost" + i + ",iface=" + directory.resolve("p" + i) + ",queues=1");
            }
            command.addAll(List.of(
                    "--",
                    "--total-num-mbufs=16384",
                    "--forward-mode=" + (job == Job.SINK ? "rxonly" : "io"),
                    "--port-topology=loop",
                    "--nb-cores=1",
                    "--stats-period=3600"));
            return command;
        }
    };

    /** The backend has one core for itself; frontends, and whatever else there is, the other. */
    static final String BACKEND_CPU = "0";

    static final String FRONTEND_CPU = "1";

    /** What the backend does with frames. */
    enum Job {
        SINK,
        ECHO
    }

    abstract List<String> command(Path launcher, Path directory, Job job, int ports);
}
