package io.sidecore.vhostuser.link;

/** An interface that cannot be used any more. */
public final class LinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param reason in the operator's words */
    LinkException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
