package io.sidecore.lab;

import java.time.Duration;
import java.util.List;

/** A process that keeps one CPU busy: who else wants to run there must wait for its turn. */
public final class BusyLoop implements AutoCloseable {

    /** Its program, as a report that names it must say. */
    public static final String COMM = "yes";

    private final LabProcess process;

    private BusyLoop(LabProcess process) {
        this.process = process;
    }

    /** Starts one, and returns when it runs. */
    public static BusyLoop on(int cpu) {
        LabProcess process = LabProcess.start(
                List.of("taskset", "-c", String.valueOf(cpu), "sh", "-c", "exec " + COMM + " >/dev/null"));
        Lab.await(
                "the busy loop runs",
                Duration.ofSeconds(30),
                () -> ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().command())
                        .filter(command -> command.endsWith("/" + COMM))
                        .isPresent(),
                process::said);
        return new BusyLoop(process);
    }

    public int pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
