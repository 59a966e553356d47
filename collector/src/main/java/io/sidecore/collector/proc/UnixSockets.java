package io.sidecore.collector.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code /proc/PID/net/unix}: Unix sockets. */
public final class UnixSockets {

    /** {@code __SO_ACCEPTCON}, in hex, of a socket that listens. */
    private static final String LISTENS = "00010000";

    /** Num RefCount Protocol Flags Type St Inode Path. */
    private static final int FLAGS = 3;

    private static final int INODE = 6;
    private static final int PATH = 7;

    private static final int MAX_LINES = 200_000;
    private static final int MAX_FILES = 65_536;

    private UnixSockets() {}

    /**
     * The paths of sockets on which a process listens: what it says of itself can be checked against that.
     *
     * @throws IOException if it has ended, or its files may not be seen
     */
    public static List<String> listening(HostFiles files, int pid) throws IOException {
        String directory = "proc/" + pid;
        Set<String> own = new HashSet<>();
        for (int fd : files.numbersOf(directory + "/fd", MAX_FILES)) {
            String target = files.link(directory + "/fd/" + fd).orElse("");
            if (target.startsWith("socket:[") && target.endsWith("]")) {
                own.add(target.substring("socket:[".length(), target.length() - 1));
            }
        }
        List<String> paths = new ArrayList<>();
        try (BufferedReader reader =
                Files.newBufferedReader(files.path(directory + "/net/unix"), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            for (int i = 0; line != null && i < MAX_LINES; i++) {
                String[] words = line.strip().split(" +", PATH + 1);
                if (words.length > PATH && words[FLAGS].equals(LISTENS) && own.contains(words[INODE])) {
                    paths.add(words[PATH]);
                }
                line = reader.readLine();
            }
        }
        return paths;
    }
}
