package io.sidecore.tuner.study.talk;

/** The talk's designs, and which policy file each is. */
public enum Design {
    BASELINE("baseline", "dedicated", false, false),
    AFFINITY("baseline with affinity", "affinity", false, false),
    SHARING("sharing", "elvis-sharing", false, false),
    POLLING("polling", "elvis", false, false),
    POSTED("polling, posted interrupts", "elvis-posted", true, false),
    RFC("shared (RFC)", "shared", false, false),
    /** Each guest on a CPU, its worker on the same. */
    BASELINE_PINNED("baseline, pinned", "dedicated", false, true),
    /** Each guest on a CPU, workers on CPUs of their own choice: the last ones. */
    RFC_PINNED("shared (RFC), pinned", "shared", false, true);

    private final String title;
    private final String policy;
    private final boolean posted;
    private final boolean pinned;

    Design(String title, String policy, boolean posted, boolean pinned) {
        this.title = title;
        this.policy = policy;
        this.posted = posted;
        this.pinned = pinned;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The built-in policy. */
    public String policy() {
        return policy;
    }

    /** Whether the host has posted interrupts. */
    public boolean isPosted() {
        return posted;
    }

    /** Whether guests and workers are pinned, on test bed B. */
    public boolean isPinned() {
        return pinned;
    }
}
