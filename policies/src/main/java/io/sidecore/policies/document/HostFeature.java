package io.sidecore.policies.document;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a host must have for a design to be what its name says. No worker can be set to it, and none is. */
public enum HostFeature {
    /** Interrupts reach a running vCPU without an exit. */
    @JsonProperty("posted-interrupts")
    POSTED_INTERRUPTS("posted-interrupts");

    private final String text;

    HostFeature(String text) {
        this.text = text;
    }

    /** As policy files have it. */
    @Override
    public String toString() {
        return text;
    }
}
