package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.CommandLine;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.ProcessPath;
import io.sidecore.collector.proc.UnixSockets;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;

/**
 * An {@code ovs-vswitchd}.
 *
 * @param files the host's
 * @param process what it is
 */
record OvsDaemon(HostFiles files, HostProcess process) {

    private static final String PROGRAM = "ovs-vswitchd";
    private static final String DATABASE = "/var/run/openvswitch/db.sock";

    static OvsDaemon of(HostFiles files, HostProcess process) {
        return new OvsDaemon(files, process);
    }

    /** By its name, which may go on, as that of the one with DPDK does. */
    static boolean isOne(HostProcess process) {
        return process.stat().comm().startsWith(PROGRAM);
    }

    /**
     * Its control socket: one on which it listens, so that it cannot make us speak to another.
     *
     * @throws IOException if there is none, or it may not be seen
     */
    Path control() throws IOException {
        List<String> sockets = UnixSockets.listening(files, process.pid());
        String named = line().option("unixctl").orElse("");
        String path = sockets.stream()
                .filter(socket -> socket.equals(named) || socket.endsWith("." + process.pid() + ".ctl"))
                .findFirst()
                .orElseThrow(() -> new IOException("it has no control socket"));
        return ProcessPath.ofSocket(files, process.pid(), path);
    }

    /** The socket of its database. */
    Path database() {
        String path = line().arguments().stream()
                .skip(1)
                .filter(argument -> argument.startsWith("unix:"))
                .map(argument -> argument.substring("unix:".length()))
                .findFirst()
                .orElse(DATABASE);
        return ProcessPath.ofSocket(files, process.pid(), path);
    }

    private CommandLine line() {
        return CommandLine.read(files, process.pid());
    }

    /** For a gap. */
    static String why(IOException e) {
        return e instanceof AccessDeniedException
                ? "its control socket may not be used: run as root"
                : "it does not answer on its control socket: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                        + " (try ovs-appctl version)";
    }
}
