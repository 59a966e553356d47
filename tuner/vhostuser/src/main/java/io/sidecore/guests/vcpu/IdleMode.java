package io.sidecore.guests.vcpu;

/** What a vCPU thread does when none of its guests has anything to do. */
public enum IdleMode {
    /** Looks again: a guest that is always scheduled, which sees what it received without being called. */
    SPIN,
    /** Asks for calls and sleeps until one comes, or the next frame is due: a guest that is halted when idle. */
    SLEEP
}
