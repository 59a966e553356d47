package io.sidecore.tuner.cli;

import io.sidecore.guests.load.BuiltInLoad;
import io.sidecore.guests.load.Load;
import io.sidecore.guests.load.LoadJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what load guests do, for every command that starts some. */
final class LoadOptions {

    @Option(
            names = "--load",
            paramLabel = "NAME|FILE",
            description = "What the guests do: mixed, stream, rr, onoff, or a JSON file (default: ${DEFAULT-VALUE}).")
    private String name = "mixed";

    @Option(
            names = "--guests",
            paramLabel = "N",
            description = "How many guests, for a load that is built in: an even number (default: 8).")
    private Optional<Integer> guests = Optional.empty();

    /**
     * The load.
     *
     * @throws IllegalArgumentException if there is no such load, or the file is no load
     */
    Load load() {
        Optional<BuiltInLoad> builtIn = BuiltInLoad.of(name);
        if (builtIn.isPresent()) {
            return builtIn.get().with(guests.orElse(BuiltInLoad.DEFAULT_GUESTS));
        }
        if (guests.isPresent()) {
            throw new IllegalArgumentException("--guests goes with a load that is built in (" + BuiltInLoad.names()
                    + "), not with the file " + name);
        }
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "no such load: '" + name + "' (want " + BuiltInLoad.names() + ", or a JSON file)");
        }
        try {
            return LoadJson.parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the load " + name + ": " + e.getMessage(), e);
        }
    }

    /** The same as arguments of {@code sidecore guests}. */
    List<String> arguments(long seed) {
        List<String> arguments = new ArrayList<>(List.of("--seed=" + seed, "--load=" + name));
        guests.ifPresent(count -> arguments.add("--guests=" + count));
        return arguments;
    }

    /** For a report. */
    String inWords() {
        return name + ", " + load().guests().size() + " guests";
    }
}
