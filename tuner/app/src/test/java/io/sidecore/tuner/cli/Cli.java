package io.sidecore.tuner.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs a command as {@code Main} would, and keeps what it prints. */
final class Cli {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Returns the exit code. */
    int run(String name, Supplier<?> command, String... args) {
        String[] all = Stream.concat(Stream.of(name), Stream.of(args)).toArray(String[]::new);
        CommandLine line = Main.commandLine(Map.of(name, command), all);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(all);
        line.getOut().flush();
        return exit;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
