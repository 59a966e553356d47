package io.sidecore.collector.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** bpftrace as an observer, in a mount namespace of its own that has tracefs. */
final class Bpftrace {

    private static final String IN_TRACEFS =
            "mount -t tracefs none /sys/kernel/tracing 2>/dev/null; exec bpftrace -e \"$1\"";

    /** How long it takes until what it says that it attaches is attached. */
    private static final int SETTLE_MILLIS = 300;

    private Bpftrace() {}

    static final String COUNT_SWITCHES = "tracepoint:sched:sched_switch { @ = count(); }";

    static final String COUNT_KICKS = "tracepoint:kvm:kvm_pio { @ = count(); }";

    /** A histogram of waits for a CPU, as its own runqlat has it. */
    static final String WAITS = """
            tracepoint:sched:sched_wakeup, tracepoint:sched:sched_wakeup_new { @woken[args->pid] = nsecs; }
            tracepoint:sched:sched_switch {
              if (args->prev_state == 0) { @woken[args->prev_pid] = nsecs; }
              $since = @woken[args->next_pid];
              if ($since) { @ns = hist(nsecs - $since); }
              delete(@woken[args->next_pid]);
            }""";

    static Observer running(String program) {
        return () -> {
            try {
                Process process = start(program);
                if (process.waitFor(SETTLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new SkippedException("bpftrace ended with status " + process.exitValue());
                }
                return () -> end(process);
            } catch (IOException e) {
                throw new SkippedException(e.toString());
            } catch (InterruptedException e) {
                throw new SkippedException("interrupted");
            }
        };
    }

    /** Returns when it says that it attaches its probes. */
    private static Process start(String program) throws IOException, SkippedException {
        Process process = new ProcessBuilder("unshare", "-m", "sh", "-c", IN_TRACEFS, "sh", program)
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String last = "bpftrace is not installed";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("Attaching")) {
                return process;
            }
            last = line; // it may complain, and yet go on
        }
        throw new SkippedException(last);
    }

    /** It prints its maps as it ends; nobody reads them. */
    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
