package io.sidecore.vhostuser.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DPDK's virtio_user under testpmd: the frontend of both backends. */
final class Testpmd {

    private static final Pattern TX = Pattern.compile("Tx-pps: +([0-9]+)");
    private static final Pattern RX = Pattern.compile("Rx-pps: +([0-9]+)");

    /** The first seconds: the connection is made, and a JVM compiles. */
    private static final int WARM_UP = 3;

    private static final int SECONDS = 8;

    private Testpmd() {}

    /** Starts frontends, all on one core, lets them run, and returns the frames per second of each. */
    static List<Double> run(Path directory, Side.Job job, int frameBytes, int count) {
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                programs.add(Program.start(directory.resolve("frontend" + i), command(directory, job, frameBytes, i)));
            }
            Program.sleep(SECONDS * 1000L);
        } finally {
            programs.forEach(Program::close);
        }
        return programs.stream()
                .map(program -> median(program, job == Side.Job.SINK ? TX : RX))
                .toList();
    }

    private static List<String> command(Path directory, Side.Job job, int frameBytes, int port) {
        List<String> command = new ArrayList<>(List.of(
                "dpdk-testpmd",
                "--lcores",
                "(0-1)@" + Side.FRONTEND_CPU,
                "--no-pci",
                "--in-memory",
                "--single-file-segments",
                "-m",
                "128",
                "--vdev",
                "net_virtio_user0,path=" + directory.resolve("p" + port) + ",queues=1",
                "--",
                "--total-num-mbufs=8192",
                "--txpkts=" + frameBytes,
                "--nb-cores=1",
                "--stats-period=1"));
        command.addAll(
                job == Side.Job.SINK
                        ? List.of("--forward-mode=txonly")
                        : List.of("--forward-mode=io", "--tx-first", "--burst=128"));
        return command;
    }

    private static double median(Program program, Pattern pattern) {
        List<Double> rates = new ArrayList<>();
        Matcher matcher = pattern.matcher(program.said());
        while (matcher.find()) {
            rates.add(Double.parseDouble(matcher.group(1)));
        }
        if (rates.size() <= WARM_UP) {
            throw new IllegalStateException("the frontend ended too early; it said:\n" + program.said());
        }
        List<Double> warm =
                rates.subList(WARM_UP, rates.size()).stream().sorted().toList();
        return warm.get(warm.size() / 2);
    }
}
