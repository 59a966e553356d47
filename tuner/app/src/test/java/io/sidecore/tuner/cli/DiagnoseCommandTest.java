package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.tuner.diagnose.HostSampling;
import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.trial.TrialClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on hosts that play a script, by a clock of its own. */
class DiagnoseCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean bpf = new AtomicBoolean();

    /** Sleeping moves it. */
    private static final class Clock implements TrialClock {
        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.ofEpochSecond(0, nanos);
        }

        @Override
        public void pause(Duration duration) {
            nanos += duration.toNanos();
        }
    }

    private HostSampling host(SampleHost host, int samples) {
        return useBpf -> {
            bpf.set(useBpf);
            HostSampleSource script = host.source(samples);
            return new HostSampleSource() {
                @Override
                public Optional<HostSample> next() {
                    return script.next();
                }

                @Override
                public void close() {
                    closed.set(true);
                }
            };
        };
    }

    private int run(HostSampling host, String... args) {
        CommandLine line = new CommandLine(new DiagnoseCommand(host, new Clock()));
        OneLineErrors errors = new OneLineErrors(false);
        line.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void itTellsTheOverloadedFromThePreempted() {
        assertEquals(0, run(host(SampleHost.TROUBLED, 100)));
        assertTrue(out.toString().contains("1. OVERLOAD: worker vm1/net0"), out::toString);
        assertTrue(out.toString().contains("2. PREEMPTED: worker vm2/net0"), out::toString);
        assertTrue(out.toString().contains("in 10 windows"), out::toString);
        assertTrue(closed.get() && bpf.get());
    }

    @Test
    void exitCodeSaysWhetherSomethingWasFound() {
        assertEquals(3, run(host(SampleHost.TROUBLED, 100), "--exit-code"));
        assertEquals(0, run(host(SampleHost.HEALTHY, 100), "--exit-code"));
        assertEquals(0, run(host(SampleHost.TROUBLED, 100), "--exit-code", "--guest", "vm3"));
        assertEquals(3, run(host(SampleHost.TROUBLED, 100), "--exit-code", "--worker", "4015"));
    }

    @Test
    void aSelectionLeavesOutOthersFindings() {
        assertEquals(0, run(host(SampleHost.TROUBLED, 100), "--worker", "vm2/net0", "-o", "json"));
        assertTrue(out.toString().contains("\"cause\" : \"preempted\""), out::toString);
        assertTrue(!out.toString().contains("\"cause\" : \"overload\""), out::toString);
        assertTrue(!out.toString().contains("vm3"), out::toString);
    }

    @Test
    void aNameThatIsNobodysIsRefused() {
        assertEquals(1, run(host(SampleHost.HEALTHY, 100), "--guest", "vm9"));
        assertTrue(err.toString().contains("no guest 'vm9' on this host; there are: vm1, vm2, vm3"), err::toString);
    }

    @Test
    void aSourceThatEndsEarlyIsReportedAllTheSame() {
        assertEquals(0, run(host(SampleHost.TROUBLED, 5)));
        assertTrue(out.toString().contains("in 4 windows"), out::toString);
        assertEquals(0, run(host(SampleHost.TROUBLED, 1)));
        assertTrue(out.toString().contains("Nothing was seen"), out::toString);
    }

    @Test
    void secondsAndIntervalMakeTheWindows() {
        assertEquals(0, run(host(SampleHost.HEALTHY, 100), "--seconds", "2", "--interval", "500", "--no-bpf"));
        assertTrue(out.toString().contains("in 4 windows"), out::toString);
        assertTrue(!bpf.get());
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        assertEquals(2, run(host(SampleHost.HEALTHY, 9), "--seconds", "0"));
        assertEquals(2, run(host(SampleHost.HEALTHY, 9), "--interval", "5"));
        assertEquals(2, run(host(SampleHost.HEALTHY, 9), "--seconds", "1000000"));
    }

    @Test
    void itGoesToAFileIfAsked(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("d.html");
        assertEquals(0, run(host(SampleHost.TROUBLED, 100), "-o", "html", "--file", file.toString()));
        assertEquals("", out.toString());
        assertTrue(Files.readString(file).startsWith("<!DOCTYPE html>"));
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        assertEquals(0, run(host(SampleHost.HEALTHY, 1), "--help"));
        assertTrue(out.toString().contains("sidecore diagnose --guest vm1 --exit-code"), out::toString);
        assertTrue(out.toString().contains("something was found"), out::toString);
    }
}
