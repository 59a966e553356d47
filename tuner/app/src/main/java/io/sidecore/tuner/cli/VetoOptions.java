package io.sidecore.tuner.cli;

import io.sidecore.tuner.control.veto.script.VetoScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options that name a script which is asked before each change. They are no part of a policy's file: those are shared
 * between hosts and fetched from elsewhere, and what comes from elsewhere must not be able to run programs here.
 */
final class VetoOptions {

    @Option(
            names = "--veto",
            paramLabel = "FILE",
            description =
                    "An executable that is asked before each change, with the change as JSON on its standard input: "
                            + "exit 0 agrees, 1 refuses, and its first line says why. All else, and silence, counts as refused.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--veto-timeout",
            paramLabel = "TIME",
            description = "How long the script may take, 10ms to 10s; default 500ms.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--veto-holds",
            paramLabel = "TIME",
            description = "For how long the same change is not asked for again, 1s to 1d; default 60s.")
    private Optional<Duration> holds = Optional.empty();

    /**
     * The script, if one is named.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    Optional<VetoScript> script() {
        if (file.isEmpty() && (timeout.isPresent() || holds.isPresent())) {
            throw new IllegalArgumentException("--veto-timeout and --veto-holds go with --veto FILE");
        }
        return file.map(
                path -> VetoScript.of(path, timeout.orElse(VetoScript.TIMEOUT), holds.orElse(VetoScript.HOLDS)));
    }
}
