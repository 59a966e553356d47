package io.sidecore.vhostuser.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Linux that guests of tests run: its kernel, and archives of its first root with the modules that a test needs. */
final class GuestKernel {

    private final Path image;

    private GuestKernel(Path image) {
        this.image = image;
    }

    /** The one in the folder where ./verify unpacks it; empty if there is none. */
    static Optional<GuestKernel> find() throws IOException {
        Path home = Path.of("").toAbsolutePath();
        while (home != null && !Files.exists(home.resolve("sidecore"))) {
            home = home.getParent();
        }
        Path boot = home == null ? Path.of("/nonexistent") : home.resolve(".sidecore/kernel/boot");
        if (!Files.isDirectory(boot)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(boot)) {
            return files.filter(file -> file.getFileName().toString().startsWith("vmlinuz"))
                    .findFirst()
                    .map(GuestKernel::new);
        }
    }

    Path image() {
        return image;
    }

    /** Writes a first root: busybox, a script that runs first, modules, and those of the programs that the host has. */
    void writeRoot(Path to, String init, List<String> modules, String... programs) throws IOException {
        InitRamFs archive = new InitRamFs()
                .directory("bin")
                .directory("modules")
                .file("init", init.getBytes(StandardCharsets.UTF_8))
                .file("bin/busybox", Files.readAllBytes(Client.find("busybox").orElseThrow()));
        for (String program : programs) {
            Optional<Path> file = Client.find(program);
            if (file.isPresent()) {
                addProgram(archive, file.get());
            }
        }
        List<Path> found;
        try (Stream<Path> files = Files.walk(image.resolveSibling("../lib/modules"))) {
            found = files.filter(file ->
                            modules.contains(file.getFileName().toString().replace(".ko", "")))
                    .filter(Files::isRegularFile)
                    .toList();
        }
        for (Path module : found) {
            archive.file("modules/" + module.getFileName(), Files.readAllBytes(module));
        }
        archive.write(to);
    }

    /** A program and the libraries that it is linked to, as ldd lists them. */
    private static void addProgram(InitRamFs archive, Path program) throws IOException {
        archive.directory("lib").directory("lib64").directory("tmp").directory("dev");
        archive.file("bin/" + program.getFileName(), Files.readAllBytes(program));
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        for (String line : ldd.inputReader().lines().toList()) {
            Matcher library = Pattern.compile("(/lib\\S*/(\\S+)) \\(0x").matcher(line);
            if (library.find()) {
                boolean loader = library.group(2).startsWith("ld-linux");
                archive.file(
                        (loader ? "lib64/" : "lib/") + library.group(2), Files.readAllBytes(Path.of(library.group(1))));
            }
        }
    }
}
