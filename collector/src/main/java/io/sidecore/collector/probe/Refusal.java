package io.sidecore.collector.probe;

import io.sidecore.probes.AttachPoint;

/** A place that the kernel did not let a program attach to, and why, in words. */
public record Refusal(AttachPoint point, String why) {
    @Override
    public String toString() {
        return point + ": " + why;
    }
}
