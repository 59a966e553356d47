package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.control.Commands;
import io.sidecore.vhostuser.control.ControlServer;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sidecore backend}: the embedded backend in the foreground, until a signal ends it. */
@Command(
        name = "backend",
        description = "Serve guests: a vhost-user switch whose workers are shared by many guests.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nExample: two guests on one worker that polls CPU 0:",
            "  sidecore backend --workers 1 --cpus 0 --poll --port /run/vm1.sock --port /run/vm2.sock \\",
            "      --control /run/sidecore-backend.sock"
        })
final class BackendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            required = true,
            paramLabel = "PATH[,name=NAME]",
            description = "Socket for one guest's device; may be given many times. The port is named after the file. "
                    + "With ,type=blk,file=FILE it is a disk rather than a port of the switch "
                    + "[,readonly=on][,queues=N][,serial=TEXT][,direct=off][,aio=threads].")
    private List<PortSpec> ports = new ArrayList<>();

    @Option(
            names = "--control",
            required = true,
            paramLabel = "PATH",
            description = "Socket for commands (sidecore ctl); the counters lie beside it, in PATH.counters.")
    private Path control = Path.of(""); // required

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers to start with, default ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int workers;

    @Option(
            names = "--cpus",
            paramLabel = "LIST",
            description = "CPUs that the workers may use, as in 0-3,8. Default: all that this process may.")
    private @Nullable CpuSet cpus;

    @ArgGroup
    private Idle idle = new Idle();

    @Option(names = "--exit-on-stdin-eof", hidden = true, description = "End when standard input is closed.")
    private boolean exitOnStdinEof;

    /** What a worker does when its queues are empty. */
    static final class Idle {
        @Option(
                names = "--mode",
                paramLabel = "MODE",
                description = "What idle workers do: sleep (the default), poll, or spin=50us (spin, then sleep).")
        private PollMode mode = PollMode.SLEEP;

        @Option(names = "--poll", description = "The same as --mode poll.")
        private boolean poll;

        PollMode chosen() {
            return poll ? PollMode.POLL : mode;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        CpuSet allowed = cpus == null ? Threads.allowed(Threads.currentTid()) : cpus;
        BackendOptions options = new BackendOptions(ports, control, workers, allowed, idle.chosen());
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (VhostUserServer server = VhostUserServer.start(options, line -> say(out, line));
                ControlServer commands = ControlServer.start(control, new Commands(server.crew(), server.counters()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endAndWait(end, closed), "signal"));
            if (exitOnStdinEof) {
                StdinWatch.start(end::countDown);
            }
            say(
                    out,
                    "ready: " + ports.size() + " ports, " + workers + " workers on CPU " + allowed + ", "
                            + idle.chosen() + ", control " + commands.path());
            end.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** A signal makes the JVM halt as soon as its hooks have run; so the hook waits until all is put away. */
    private static void endAndWait(CountDownLatch end, CountDownLatch closed) {
        end.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
