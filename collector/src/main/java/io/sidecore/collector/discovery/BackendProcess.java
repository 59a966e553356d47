package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.CommandLine;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.ProcessPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that runs Sidecore's embedded backend.
 *
 * @param process what it is
 * @param counters its counter file, as we reach it
 * @param sockets of its ports, by the port's name
 */
record BackendProcess(HostProcess process, Path counters, Map<String, String> sockets) {

    private static final String PROGRAM = "java";
    private static final String MAIN_CLASSES = "io.sidecore.";
    private static final String COMMAND = "backend";

    /** Absent if a process is none. */
    static Optional<BackendProcess> of(HostFiles files, HostProcess process) {
        if (!process.stat().comm().equals(PROGRAM)) {
            return Optional.empty();
        }
        CommandLine line = CommandLine.read(files, process.pid());
        return isBackend(line.arguments())
                ? line.option("control")
                        .map(control -> new BackendProcess(
                                process,
                                ProcessPath.of(files, process.pid(), control + ".counters"),
                                sockets(line.options("port"))))
                : Optional.empty();
    }

    private static boolean isBackend(List<String> arguments) {
        int command = arguments.indexOf(COMMAND);
        return command > 0 && arguments.get(command - 1).startsWith(MAIN_CLASSES);
    }

    /** {@code PATH} or {@code PATH,name=NAME}; a port's name is otherwise that of the file, less its suffix. */
    private static Map<String, String> sockets(List<String> ports) {
        Map<String, String> sockets = new HashMap<>();
        for (String port : ports) {
            String[] parts = port.split(",name=", 2);
            String file = parts[0].substring(parts[0].lastIndexOf('/') + 1);
            sockets.put(parts.length == 2 ? parts[1] : file.replaceFirst("\\.[^.]*$", ""), parts[0]);
        }
        return sockets;
    }
}
