package io.sidecore.collector.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a process was started with. It may have overwritten that since: text not to be trusted.
 *
 * @param arguments the program's name first; empty if they are not to be seen
 */
public record CommandLine(List<String> arguments) {

    /** Of a QEMU with hundreds of disks; arguments beyond are left out. */
    private static final int MAX_BYTES = 1 << 20;

    public CommandLine {
        arguments = List.copyOf(arguments);
    }

    /** Of a process; empty if it has ended, or is a thread of the kernel. */
    public static CommandLine read(HostFiles files, int pid) {
        return new CommandLine(files.read("proc/" + pid + "/cmdline", MAX_BYTES)
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(decoded(text).split("\0", -1)))
                .orElse(List.of()));
    }

    /** Arguments are UTF-8, as a rule. Each ends with a zero byte, the last one too. */
    private static String decoded(String bytes) {
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
    }

    /** The value of an option's first occurrence: {@code -name X}, {@code --name X} or {@code --name=X}. */
    public Optional<String> option(String name) {
        return options(name).stream().findFirst();
    }

    /** The values of all its occurrences. */
    public List<String> options(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean separate = argument.equals("-" + name) || argument.equals("--" + name);
            if (separate && i + 1 < arguments.size()) {
                values.add(arguments.get(++i));
            } else if (argument.startsWith("--" + name + "=")) {
                values.add(argument.substring(name.length() + 3));
            }
        }
        return values;
    }
}
