package io.sidecore.collector.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files in which the kernel describes the host.
 *
 * @param root {@code /}, or a directory that looks like it
 */
public record HostFiles(Path root) {

    /** Longer than any file that we read; bounds what a strange one can make us allocate. */
    private static final int MAX_BYTES = 64 * 1024;

    public static HostFiles ofThisHost() {
        return new HostFiles(Path.of("/"));
    }

    /**
     * Where a file is.
     *
     * @param path without the leading slash, as in {@code proc/stat}
     */
    public Path path(String path) {
        return root.resolve(path);
    }

    public boolean exists(String path) {
        return Files.exists(path(path));
    }

    /** The text of a file without white space at its ends; absent if there is none or it may not be read. */
    public Optional<String> read(String path) {
        try (InputStream stream = Files.newInputStream(path(path))) {
            return Optional.of(new String(stream.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Names in a directory, sorted; empty if there is no such directory. */
    public List<String> list(String path) {
        try (Stream<Path> entries = Files.list(path(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            return List.of();
        }
    }
}
