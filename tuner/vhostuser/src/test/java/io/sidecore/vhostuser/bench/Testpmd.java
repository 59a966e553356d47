package io.sidecore.vhostuser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DPDK's virtio_user under testpmd, which is asked for its counters on its own command line. */
final class Testpmd {

    private static final Pattern TX = Pattern.compile("TX-packets: +([0-9]+)");
    private static final Pattern RX = Pattern.compile("RX-packets: +([0-9]+)");

    private final Program program;
    private final Pattern counter;
    private int asked;

    /** Frames until a moment. */
    record Count(long frames, long atNanos) {

        double perSecondSince(Count earlier) {
            return (frames - earlier.frames) * 1e9 / (atNanos - earlier.atNanos);
        }
    }

    private Testpmd(Program program, Pattern counter) {
        this.program = program;
        this.counter = counter;
    }

    /** Starts one at the socket of a port. */
    static Testpmd start(Path directory, Traffic traffic, int port) {
        boolean sink = traffic.job() == Side.Job.SINK;
        List<String> command = new ArrayList<>(List.of(
                "stdbuf", // else it says nothing to a file before it ends
                "-oL",
                "dpdk-testpmd",
                "--lcores",
                "(0-1)@" + Side.FRONTEND_CPU,
                "--no-pci",
                "--no-telemetry", // its socket is asked by each new program, in vain while this one stands still
                "--in-memory",
                "--single-file-segments",
                "-m",
                "128",
                "--vdev",
                "net_virtio_user0,path=" + directory.resolve("p" + port) + ",queues=1"
                        + (traffic.packed() ? ",packed_vq=1" : ""),
                "--",
                "--total-num-mbufs=8192",
                "--txpkts=" + traffic.frameBytes(),
                "--nb-cores=1",
                "--interactive"));
        command.addAll(sink ? List.of("--forward-mode=txonly") : List.of("--forward-mode=io", "--burst=128"));
        Program program = Program.startWithInput(directory.resolve("frontend" + port), command);
        return new Testpmd(program, sink ? TX : RX);
    }

    /** Lets it send, as soon as it is connected. */
    void send() {
        program.await(() -> program.said().contains("testpmd>"));
        program.say(counter == TX ? "start" : "start tx_first");
    }

    Program program() {
        return program;
    }

    /** What it has sent, or got back, until now. */
    Count count() {
        asked++;
        program.say("show port stats 0");
        program.awaitSoon(() -> matches().size() >= asked);
        long now = System.nanoTime();
        return new Count(Long.parseLong(matches().get(asked - 1).group(1)), now);
    }

    private List<MatchResult> matches() {
        Matcher matcher = counter.matcher(program.said());
        return matcher.results().toList();
    }
}
