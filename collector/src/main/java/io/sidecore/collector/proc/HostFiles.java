package io.sidecore.collector.proc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
        return read(path, MAX_BYTES);
    }

    /**
     * The same of a file that may be longer than most.
     *
     * @param maxBytes how much of it at most; the rest is left out
     */
    public Optional<String> read(String path, int maxBytes) {
        try (InputStream stream = Files.newInputStream(path(path))) {
            return Optional.of(new String(stream.readNBytes(maxBytes), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a symbolic link says; absent if there is none or it may not be read. */
    public Optional<String> link(String path) {
        try {
            return Optional.of(Files.readSymbolicLink(path(path)).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Those names in a directory that are decimal numbers, ascending; empty if there is no such directory. */
    public List<Integer> numbers(String path) {
        try {
            return numbersOf(path, Integer.MAX_VALUE);
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * The same where it matters why there is none.
     *
     * @param most how many at most; more are left out
     * @throws IOException if there is no such directory, it may not be read, or it went away meanwhile
     */
    public List<Integer> numbersOf(String path, int most) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(path))) {
            Iterator<Path> all = entries.iterator();
            while (numbers.size() < most && all.hasNext()) {
                number(all.next()).ifPresent(numbers::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        numbers.sort(null);
        return numbers;
    }

    private static OptionalInt number(Path entry) {
        String name = entry.getFileName().toString();
        if (name.isEmpty() || name.length() > 9 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(name));
    }

    /** Names in a directory, sorted; empty if there is no such directory. */
    public List<String> list(String path) {
        try (Stream<Path> entries = Files.list(path(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().collect(Collectors.toList());
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
