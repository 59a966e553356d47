package io.sidecore.vhostuser.control;

/** A request that the backend refused, or that could not be made. The message names the request and what was wrong. */
public final class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BackendException(String message) {
        super(message);
    }

    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
