package io.sidecore.collector.live;

import io.sidecore.collector.proc.HostFiles;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How long the program takes from its start until probes are attached, for those who measure it: where the environment has
 * {@code SIDECORE_TRACE_START=1}, a line {@code attached_ms N} goes to the error stream.
 */
public final class StartTrace {

    private static final String VARIABLE = "SIDECORE_TRACE_START";
    /** Field 22 of {@code /proc/PID/stat}, counted from behind the name, in ticks of {@code USER_HZ}. */
    private static final int STARTED_AFTER_NAME = 19;

    private static final int MILLIS_PER_TICK = 10;

    private StartTrace() {}

    /** To be called when the last probe is attached. */
    public static void attached() {
        attached(System.getenv(), HostFiles.ofThisHost(), System.err);
    }

    static void attached(Map<String, String> environment, HostFiles files, PrintStream out) {
        if ("1".equals(environment.get(VARIABLE))) {
            String stat = files.read("proc/self/stat").orElse("");
            millisSinceStart(stat, files.read("proc/uptime").orElse(""))
                    .ifPresent(millis -> out.println("attached_ms " + millis));
        }
    }

    /**
     * The age of a process in milliseconds, to the 10 ms that the kernel tells.
     *
     * @param stat its {@code /proc/PID/stat}
     * @param uptime {@code /proc/uptime}
     * @return absent if these are not what they should be
     */
    static OptionalLong millisSinceStart(String stat, String uptime) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        try {
            long startedMillis = Long.parseLong(fields[STARTED_AFTER_NAME]) * MILLIS_PER_TICK;
            double upSeconds = Double.parseDouble(uptime.split(" ", 2)[0]);
            return OptionalLong.of(Math.max(0, Math.round(upSeconds * 1000) - startedMillis));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return OptionalLong.empty();
        }
    }
}
