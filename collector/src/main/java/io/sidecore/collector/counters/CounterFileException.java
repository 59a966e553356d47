package io.sidecore.collector.counters;

import java.nio.file.Path;

/** A counter file is not one, or is one no more. The message names the file and says what is wrong. */
public final class CounterFileException extends RuntimeException {

    /** Names the file, and what is wrong with it. */
    public CounterFileException(Path file, String problem) {
        super("counter file " + file + " " + problem);
    }

    CounterFileException(Path file, String problem, Throwable cause) {
        super("counter file " + file + " " + problem, cause);
    }
}
