package io.sidecore.vhostuser.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Jazzer on one target, in a JVM of its own: a wild address ends that, and is a finding, not the end of the tests. (So
 * Jazzer's extension for JUnit, which fuzzes in the JVM of the tests, does not do.) It keeps what it has learned in its
 * folder, and goes on with it the next time.
 */
final class Fuzzer {

    private static final String CODE = "io.sidecore.vhostuser.";

    private final String target;
    private final Path folder;
    private final Path found;

    Fuzzer(String target) throws IOException {
        this.target = target;
        this.folder = Path.of("target", "fuzz", target.substring(target.lastIndexOf('.') + 1))
                .toAbsolutePath();
        Files.createDirectories(folder.resolve("corpus"));
        this.found = Files.createTempDirectory(folder, "found-");
        found.toFile().deleteOnExit(); // if there is nothing in it
    }

    private Path last() {
        return found.resolve("last-input");
    }

    /** Gives it an input to set out from. */
    void addSeed(String name, byte[] input) throws IOException {
        Files.write(folder.resolve("corpus").resolve(name), input);
    }

    /**
     * Runs it.
     *
     * @param limits options of libFuzzer that end it
     * @return what it found, in words, with where the input is that shows it; empty if nothing
     */
    Optional<String> run(List<String> limits) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djnr.ffi.x86asm.enabled=false", // as for the tests: see the pom
                "-Djdk.attach.allowAttachSelf=true", // the fuzzer's agent comes with it, and attaches to its own JVM
                "-Xmx512m",
                "-XX:ErrorFile=" + found.resolve("jvm-crash.log"),
                "-XX:-CreateCoredumpOnCrash",
                "-D" + LastInput.PROPERTY + "=" + last(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=" + CODE + "ring.**:" + CODE + "port.**:" + CODE + "server.**:" + CODE
                        + "protocol.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_len=8192",
                "-timeout=20"));
        command.addAll(limits);
        command.add(folder.resolve("corpus").toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            int code = process.waitFor();
            if (code == 0) {
                Files.delete(last());
                return Optional.empty();
            }
            return Optional.of(finding(code, Files.readAllLines(output)));
        } finally {
            process.destroyForcibly();
        }
    }

    private String finding(int code, List<String> output) throws IOException {
        Optional<Path> saved;
        try (Stream<Path> files = Files.list(found)) {
            saved = files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
                    .findFirst();
        }
        if (saved.isEmpty() && Files.exists(last())) { // the JVM died
            saved = Optional.of(Files.write(found.resolve("crash-of-the-jvm"), LastInput.read(last())));
        }
        List<String> said = output.stream()
                .filter(line -> !line.startsWith("#") || line.startsWith("# "))
                .toList();
        return "exit code " + code + ", input saved as "
                + saved.map(Path::toString).orElse("nothing") + ":\n"
                + String.join("\n", said.subList(Math.max(0, said.size() - 30), said.size()));
    }
}
