package io.sidecore.vhostuser.protocol;

/** A peer that does not keep to the protocol, in one sentence that says what it sent and what would be right. */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
