package io.sidecore.collector.libvirt;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code virsh}, for who may not read libvirt's own files. It asks libvirt's daemon, over a read-only connection. */
public final class Virsh {

    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-fA-F-]{36})\\s+(\\S.*?)\\s*");
    private static final int MAX_BYTES = 1 << 20;

    private final String program;
    private final String uri;
    private final Duration limit;

    /**
     * Names how to call it.
     *
     * @param program usually {@code virsh}
     * @param uri of the daemon, as in {@code qemu:///system}
     * @param limit after which it is ended
     */
    public Virsh(String program, String uri, Duration limit) {
        this.program = program;
        this.uri = uri;
        this.limit = limit;
    }

    /**
     * Names of running guests by their UUID, in lower case.
     *
     * @throws IOException if there is no such program, it fails, or it takes too long
     */
    public Map<String, String> namesByUuid() throws IOException {
        Process process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        try {
            return parse(output(process));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while virsh ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        return List.of(program, "--quiet", "--readonly", "--connect", uri, "list", "--uuid", "--name");
    }

    /** Its output fits a pipe unless there are a thousand guests; what is beyond makes it wait, and be ended. */
    private String output(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("virsh did not answer within " + limit.toMillis() + " ms");
        }
        String text;
        try (InputStream stream = process.getInputStream()) {
            text = new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
        if (process.exitValue() != 0) {
            throw new IOException("virsh says: " + text.lines().findFirst().orElse("nothing"));
        }
        return text;
    }

    static Map<String, String> parse(String text) {
        Map<String, String> names = new HashMap<>();
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> names.put(line.group(1).toLowerCase(Locale.ROOT), line.group(2)));
        return names;
    }
}
