package io.sidecore.tuner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.support.Capability;
import io.sidecore.collector.support.HostCheck;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sidecore check}: what this machine offers and lacks. Changes nothing; probes are loaded, tried and removed. */
@Command(
        name = "check",
        description = "Say what this machine offers and lacks, and what falls away for it.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    /** How a result is printed. */
    enum Format {
        table,
        json
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "table")
    private Format output = Format.table;

    @Override
    public Integer call() {
        List<Capability> capabilities = HostCheck.run(HostFiles.ofThisHost(), System::nanoTime);
        PrintWriter out = spec.commandLine().getOut();
        if (output == Format.json) {
            out.println(json(capabilities));
        } else {
            table(capabilities, out);
        }
        out.flush();
        return 0;
    }

    private static void table(List<Capability> capabilities, PrintWriter out) {
        int width = capabilities.stream()
                .mapToInt(line -> line.name().length())
                .max()
                .orElse(0);
        for (Capability line : capabilities) {
            out.printf("%-8s  %-" + width + "s  %s%n", state(line), line.name(), line.detail());
            line.consequence().ifPresent(consequence -> out.printf("%" + (width + 14) + "s%s%n", "-> ", consequence));
        }
    }

    private static String state(Capability line) {
        return line.state().name().toLowerCase(Locale.ROOT);
    }

    private static String json(List<Capability> capabilities) {
        ObjectNode document = new JsonMapper().createObjectNode().put("schema_version", 1);
        ArrayNode lines = document.putArray("capabilities");
        for (Capability line : capabilities) {
            ObjectNode entry = lines.addObject()
                    .put("name", line.name())
                    .put("state", state(line))
                    .put("detail", line.detail());
            line.consequence().ifPresent(consequence -> entry.put("consequence", consequence));
        }
        return document.toPrettyString();
    }
}
