package io.sidecore.vhostuser.ring;

/** A guest that broke the rules of its virtqueue or memory, in one sentence. Its device is stopped; others go on. */
public final class RingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    public RingException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The sentence. */
    public String reason() {
        return reason;
    }
}
