package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.topology.CpuTopology;
import io.sidecore.vhostuser.control.Commands;
import io.sidecore.vhostuser.control.ControlServer;
import io.sidecore.vhostuser.port.SwitchSettings;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.UplinkSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Hiring;
import io.sidecore.vhostuser.worker.Placement;
import io.sidecore.vhostuser.worker.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
            "%nExamples. One worker that polls CPU 0; vm2 gets back what it sends:",
            "  sidecore backend --workers 1 --cpus 0 --poll \\",
            "    --port /run/sidecore/vm1.sock \\",
            "    --port /run/sidecore/vm2.sock,type=echo \\",
            "    --control /run/sidecore/backend.sock",
            "The shared-vhost RFC, up to 7 guests of one cgroup to a worker:",
            "  sidecore backend --placement shared \\",
            "    --port /run/sidecore/vm1.sock --port /run/sidecore/vm2.sock \\",
            "    --control /run/sidecore/backend.sock",
            "ELVIS, two I/O cores with one polling worker each, whatever the cgroups:",
            "  sidecore backend --placement shared --set cgroup-match=0 \\",
            "    --workers 2 --pin --cpus 0-1 --poll \\",
            "    --port /run/sidecore/vm1.sock --port /run/sidecore/vm2.sock \\",
            "    --control /run/sidecore/backend.sock",
            "%nSettings for --set: 'sidecore ctl --control PATH settings' lists them."
        })
final class BackendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            required = true,
            paramLabel = "PATH[,OPTION=VALUE...]",
            description = {
                "Socket for one guest's device; may be given many times. Options:",
                "name=NAME: of the port and so of the device; otherwise that of the file, less its suffix.",
                "type=switch (the default): to other ports, by their addresses; echo: back to the guest; null: nowhere.",
                "client=on: connect to a frontend that listens there, and again when it is gone.",
                "queues=N: queue pairs that the guest may use, default 16.",
                "vlan=N: the VLAN of untagged frames; trunk=N+N: those that come and go tagged. Without: all, as they are.",
                "type=blk,file=FILE: not a port of the switch, but a disk, in that file or block device.",
                "readonly=on: that nobody writes to; queues=N: that it may have, default 16; serial=TEXT: its number, for",
                "the guest; direct=off: by way of the page cache, although the file could be read past it; aio=threads:",
                "without io_uring."
            })
    private List<PortSpec> ports = new ArrayList<>();

    @Option(
            names = "--uplink",
            paramLabel = "KIND=INTERFACE[,OPTION=VALUE...]",
            description = {
                "Network interface that is a port of the switch; may be given many times.",
                "tap=NAME: a tap; made if it is not there, and gone at the end then (needs CAP_NET_ADMIN).",
                "packet=NAME: any interface, by a packet socket (needs CAP_NET_RAW). Options:",
                "name=PORT: of the port; otherwise that of the interface.",
                "queues=N: queues that share its flows, default 1; vlan=N and trunk=N+N as for --port."
            })
    private List<UplinkSpec> uplinks = new ArrayList<>();

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

    @Option(names = "--pin", description = "Pin each worker to one of the CPUs: one worker for each I/O core.")
    private boolean pin;

    @Option(
            names = "--placement",
            paramLabel = "WORD",
            description =
                    "Which worker a device gets: fewest (queues, the default), dedicated (one of its own), shared (up"
                            + " to guests-per-worker of them, of the same cgroups; more workers are started as needed),"
                            + " per-cpu (one worker for each CPU; queues keep off the CPUs that their guest runs on),"
                            + " workqueue (none: any worker that is free serves whatever has work).",
            defaultValue = "fewest")
    private Placement placement = Placement.FEWEST;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the workers, as in packet-weight=64; may be given many times.")
    private Map<String, Long> settings = Map.of();

    @Option(
            names = "--weight",
            paramLabel = "GUEST=N",
            description = "How much time of its worker a guest gets while others wait, in relation to them; default 1.")
    private Map<String, Integer> weights = Map.of();

    @Option(
            names = "--ageing",
            paramLabel = "SECONDS",
            description =
                    "After how long the switch forgets an address that it does not see, default ${DEFAULT-VALUE}.",
            defaultValue = "300")
    private int ageing;

    @Option(
            names = "--flood-limit",
            paramLabel = "N",
            description = "Frames that each transmit queue may send to many in a second; 0, the default, for no limit.",
            defaultValue = "0")
    private int floodLimit;

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
        BackendOptions options = options(allowed);
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (VhostUserServer server = VhostUserServer.start(options, line -> say(out, line));
                ControlServer commands =
                        ControlServer.start(control, new Commands(server.crew(), server.counters(), server::ports))) {
            weights.forEach(server.crew()::setWeight);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endAndWait(end, closed), "signal"));
            if (exitOnStdinEof) {
                StdinWatch.start(end::countDown);
            }
            say(
                    out,
                    "ready: " + count(ports.size(), "port") + ", "
                            + count(server.crew().workers().size(), "worker") + " on CPU " + allowed + ", "
                            + idle.chosen() + ", control " + commands.path());
            end.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private BackendOptions options(CpuSet allowed) {
        CpuTopology topology = new CpuTopology(HostFiles.ofThisHost());
        Hiring hiring = new Hiring(placement, allowed, pin, idle.chosen(), cpuSet -> node(topology, cpuSet));
        SwitchSettings fabric =
                new SwitchSettings(Duration.ofSeconds(ageing), SwitchSettings.DEFAULT.addressesPerPort(), floodLimit);
        return new BackendOptions(ports, uplinks, control, workers, hiring, Settings.INITIAL.with(settings), fabric);
    }

    /** The node that all CPUs of a set are on; workers are started one at a time, so that the topology has one user. */
    private static OptionalInt node(CpuTopology topology, CpuSet cpus) {
        int[] nodes = topology.cpus().stream()
                .filter(cpu -> cpus.contains(cpu.cpu()))
                .mapToInt(HostCpu::node)
                .distinct()
                .toArray();
        return nodes.length == 1 ? OptionalInt.of(nodes[0]) : OptionalInt.empty();
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
