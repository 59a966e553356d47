package io.sidecore.collector.bpf;

/** libbpf or the kernel said no. The message says what was tried and why it failed. */
public final class BpfException extends RuntimeException {

    private final String why;
    private final String log;

    /**
     * An error.
     *
     * @param message what was tried, and why it failed
     * @param log what libbpf wrote meanwhile, one line each; may be empty
     */
    public BpfException(String message, String log) {
        super(message);
        this.why = message;
        this.log = log;
    }

    /** The message, which there always is. */
    public String why() {
        return why;
    }

    public String log() {
        return log;
    }
}
