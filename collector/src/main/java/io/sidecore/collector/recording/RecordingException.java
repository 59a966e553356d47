package io.sidecore.collector.recording;

/** A file that is no recording, or one that cannot be read or written. The message names the file. */
public final class RecordingException extends RuntimeException {

    public RecordingException(String message) {
        super(message);
    }

    public RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
