package io.sidecore.collector.recording.rows;

/** Bytes that are not what a writer of recordings wrote. The message says what is wrong with them, not where they are. */
public final class MalformedException extends RuntimeException {

    public MalformedException(String message) {
        super(message);
    }
}
