package io.sidecore.collector.proc;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where we find what another process calls by a path: it may have another root, and another current directory. */
public final class ProcessPath {

    /** {@code sun_path} holds 108 bytes with the zero at its end. */
    private static final int LONGEST_SOCKET = 107;

    private ProcessPath() {}

    /**
     * The path for us.
     *
     * @param path as the process has it
     */
    public static Path of(HostFiles files, int pid, String path) {
        boolean absolute = path.startsWith("/");
        Path seen = files.path("proc/" + pid + (absolute ? "/root" + path : "/cwd/" + path));
        return absolute && !Files.exists(seen) ? files.path(path.substring(1)) : seen;
    }

    /** The same for a socket: a path of more bytes than fit an address is of no use. */
    public static Path ofSocket(HostFiles files, int pid, String path) {
        Path seen = of(files, pid, path);
        return seen.toString().length() > LONGEST_SOCKET && path.startsWith("/") ? files.path(path.substring(1)) : seen;
    }
}
