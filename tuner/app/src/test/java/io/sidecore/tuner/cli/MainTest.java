package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {

    private static final Map<String, Supplier<?>> SUBCOMMANDS = Map.of("pin", Pin::new, "fail", Fail::new);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionIsTheOneOfThePom() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().matches("sidecore \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), out::toString);
    }

    @Test
    void helpListsEverySubcommand() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Puts a worker on a CPU."), out::toString);
        assertTrue(out.toString().contains("Always fails."), out::toString);
    }

    @Test
    void nothingToDoShowsTheUsage() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("Usage: sidecore"), err::toString);
    }

    @Test
    void subcommandAnswersWithItsExitCode() {
        assertEquals(40, run("pin", "--cpu", "4"));
        assertEquals("", err.toString());
    }

    @Test
    void onlyTheSubcommandAskedForIsBuilt() {
        assertEquals(
                Set.of("pin"),
                Main.commandLine(SUBCOMMANDS, "pin").getSubcommands().keySet());
    }

    @Test
    void unknownCommandIsOneLine() {
        assertEquals(2, run("faill"));
        assertEquals("sidecore: unknown command 'faill' (did you mean 'fail'?); see sidecore --help\n", err.toString());
    }

    @Test
    void unknownOptionIsOneLine() {
        assertEquals(2, run("pin", "--cpu", "4", "--gpu", "4"));
        assertEquals("sidecore pin: Unknown options: '--gpu', '4'; see sidecore pin --help\n", err.toString());
    }

    @Test
    void badValueIsOneLine() {
        assertEquals(2, run("pin", "--cpu", "four"));
        assertEquals(
                "sidecore pin: Invalid value for option '--cpu': 'four' is not an int; see sidecore pin --help\n",
                err.toString());
    }

    @Test
    void argumentsThatBeginWithAtAreNoFiles() {
        assertEquals(2, run("@/etc/hostname"));
        assertEquals("sidecore: unknown command '@/etc/hostname'; see sidecore --help\n", err.toString());
    }

    @Test
    void whatACommandThrowsIsToldInItsOwnLines() {
        assertEquals(1, run("fail"));
        assertEquals("sidecore fail: no worker 'w9'\nsidecore fail: want one of w0, w1\n", err.toString());
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine(SUBCOMMANDS, args);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Command(description = "Puts a worker on a CPU.")
    static final class Pin implements Callable<Integer> {

        @Option(names = "--cpu", required = true)
        private int cpu;

        @Override
        public Integer call() {
            return cpu * 10;
        }
    }

    @Command(description = "Always fails.")
    static final class Fail implements Callable<Integer> {

        @Override
        public Integer call() {
            throw new IllegalArgumentException("no worker 'w9'\n  want one of w0, w1");
        }
    }
}
