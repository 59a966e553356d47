package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.Listing;
import io.sidecore.vhostuser.control.SettingsListing;
import io.sidecore.vhostuser.worker.Placement;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore ctl}: what runs in a backend, and changes to it by hand. */
@Command(
        name = "ctl",
        description = "Look into a running backend, and change its workers by hand.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nExamples:",
            "  sidecore ctl --control /run/sidecore-backend.sock list",
            "  sidecore ctl --control /run/sidecore-backend.sock add-worker 0-1 sleep",
            "  sidecore ctl --control /run/sidecore-backend.sock attach vm1/tx0 w1",
            "  sidecore ctl --control /run/sidecore-backend.sock mode w1 spin=50us",
            "  sidecore ctl --control /run/sidecore-backend.sock pin w1 0",
            "  sidecore ctl --control /run/sidecore-backend.sock set packet-weight 64",
            "  sidecore ctl --control /run/sidecore-backend.sock weight vm1 4"
        })
final class CtlCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--control", required = true, paramLabel = "PATH", description = "The backend's control socket.")
    private Path control = Path.of(""); // required

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "Workers, where they run, what they do when idle, and their queues.")
    int list() {
        return with(client -> {
            Listing listing = client.list();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%-6s  %7s  %-8s  %-12s  %s%n", "worker", "thread", "CPU", "mode", "queues");
            for (Listing.Worker worker : listing.workers()) {
                out.printf(
                        "%-6s  %7d  %-8s  %-12s  %s%n",
                        worker.worker(), worker.tid(), worker.cpus(), worker.mode(), queues(listing, worker.worker()));
            }
            if (client.settings().placement().equals(Placement.WORKQUEUE.text())) {
                out.println("# workqueue: any worker that is free serves any queue; shown is the one it goes back to");
            }
            out.flush();
        });
    }

    private static String queues(Listing listing, WorkerId worker) {
        List<Listing.Queue> served = listing.queues().stream()
                .filter(queue -> queue.worker().equals(worker))
                .toList();
        return served.stream().map(queue -> queue.queue().toString()).collect(Collectors.joining(" "));
    }

    @Command(name = "attach", description = "Let a worker serve a queue; nothing on its way is lost.")
    int attach(
            @Parameters(paramLabel = "QUEUE", description = "as in vm1/tx0") QueueId queue,
            @Parameters(paramLabel = "WORKER", description = "as in w1") WorkerId worker) {
        return with(client -> client.attach(queue, worker));
    }

    @Command(name = "add-worker", description = "Start a worker, and say its name.")
    int addWorker(
            @Parameters(paramLabel = "CPUS", description = "where it may run, as in 0-3") CpuSet cpus,
            @Parameters(paramLabel = "MODE", description = "sleep, poll or spin=50us") PollMode mode) {
        return with(client -> {
            spec.commandLine().getOut().println(client.addWorker(cpus, mode));
            spec.commandLine().getOut().flush();
        });
    }

    @Command(name = "retire-worker", description = "Stop a worker after another has taken over its queues.")
    int retireWorker(
            @Parameters(paramLabel = "WORKER", description = "who ends") WorkerId worker,
            @Parameters(paramLabel = "HEIR", description = "who takes its queues") WorkerId heir) {
        return with(client -> client.retireWorker(worker, heir));
    }

    @Command(name = "mode", description = "Change what a worker does when idle.")
    int mode(
            @Parameters(paramLabel = "WORKER", description = "as in w1") WorkerId worker,
            @Parameters(paramLabel = "MODE", description = "sleep, poll or spin=50us") PollMode mode) {
        return with(client -> client.mode(worker, mode));
    }

    @Command(name = "pin", description = "Let a worker run on these CPUs only.")
    int pin(
            @Parameters(paramLabel = "WORKER", description = "as in w1") WorkerId worker,
            @Parameters(paramLabel = "CPUS", description = "as in 0 or 0-3") CpuSet cpus) {
        return with(client -> client.pin(worker, cpus));
    }

    @Command(
            name = "ports",
            description =
                    "Every port with its frames and drops by cause, and every disk with its requests, since the start.")
    int ports() {
        return with(client -> {
            PortTables.print(spec.commandLine().getOut(), client.ports());
        });
    }

    @Command(
            name = "settings",
            description =
                    "How workers share themselves out among guests; each is changed by 'set', 'placement', 'weight'.")
    int settings() {
        return with(client -> {
            SettingsListing listing = client.settings();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%-18s  %s%n", "placement", listing.placement());
            listing.settings().forEach((name, value) -> out.printf("%-18s  %d%n", name, value));
            listing.weights().forEach((guest, weight) -> out.printf("%-18s  %d%n", "weight of " + guest, weight));
            out.flush();
        });
    }

    @Command(name = "set", description = "Change a setting, for all workers.")
    int set(
            @Parameters(paramLabel = "NAME", description = "as in packet-weight") String name,
            @Parameters(paramLabel = "VALUE", description = "a whole number; units are in the name") long value) {
        return with(client -> client.set(name, value));
    }

    @Command(name = "placement", description = "Change which worker a device gets that comes.")
    int placement(
            @Parameters(paramLabel = "WORD", description = "fewest, dedicated, shared, per-cpu or workqueue")
                    Placement placement) {
        return with(client -> client.placement(placement));
    }

    @Command(name = "weight", description = "Change how much time of its worker a guest gets while others wait.")
    int weight(
            @Parameters(paramLabel = "GUEST", description = "the name of its port, as in vm1") String guest,
            @Parameters(paramLabel = "WEIGHT", description = "1 to 1000; 1 if nothing is said") int weight) {
        return with(client -> client.weight(guest, weight));
    }

    private int with(Consumer<BackendClient> work) {
        try (BackendClient client = BackendClient.connect(control)) {
            work.accept(client);
            return ExitCode.OK;
        }
    }
}
