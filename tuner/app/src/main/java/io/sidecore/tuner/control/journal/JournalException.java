package io.sidecore.tuner.control.journal;

/** A journal that cannot be written or read. The message names the file and, where it has one, the line. */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
