package io.sidecore.collector.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long {@code sidecore diagnose} takes until its probes are attached, in milliseconds.
 *
 * @param fromLauncher from the start of the launcher, as a user waits for it
 * @param fromJvm from the start of the JVM, as the program itself says, to 10 ms
 */
record StartTimes(Quartiles fromLauncher, Quartiles fromJvm) {

    private static final int RUNS = 15;
    private static final String ATTACHED = "attached_ms ";

    static StartTimes measure(Path launcher) throws SkippedException {
        List<Double> fromLauncher = new ArrayList<>();
        List<Double> fromJvm = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            try {
                once(launcher, fromLauncher, fromJvm);
            } catch (IOException | InterruptedException e) {
                throw new SkippedException(e.toString());
            }
        }
        return new StartTimes(Quartiles.of(fromLauncher), Quartiles.of(fromJvm));
    }

    private static void once(Path launcher, List<Double> fromLauncher, List<Double> fromJvm)
            throws IOException, InterruptedException, SkippedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "diagnose", "--seconds", "1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SIDECORE_TRACE_START", "1");
        long started = System.nanoTime();
        Process process = builder.start();
        BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        String last = "it says nothing";
        boolean attached = false;
        while (!attached) {
            String line = errors.readLine();
            if (line == null) {
                break;
            }
            last = line;
            attached = line.startsWith(ATTACHED);
        }
        if (attached) {
            fromLauncher.add((System.nanoTime() - started) / 1e6);
            fromJvm.add(Double.parseDouble(last.substring(ATTACHED.length())));
        }
        process.destroy(); // the rest of what it does is not measured
        process.waitFor();
        if (!attached) {
            throw new SkippedException("'sidecore diagnose' attached no probes: " + last);
        }
    }
}
