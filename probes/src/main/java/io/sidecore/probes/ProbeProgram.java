package io.sidecore.probes;

import java.util.List;

/**
 * One thing that a probe counts, and the ways to get at it. The first way that the kernel takes is used, and only that
 * one, so that nothing is counted twice.
 *
 * @param counts what it counts, in words
 * @param need what its absence means for the probe
 * @param points in order of preference
 */
public record ProbeProgram(String counts, Need need, List<AttachPoint> points) {

    /** Whether a probe is any good without one of its programs. */
    public enum Need {
        /** Without it the probe's numbers would be wrong. */
        REQUIRED,
        /** Without it one of the probe's numbers is missing. */
        OPTIONAL
    }

    public ProbeProgram {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a program needs a place to attach to: " + counts);
        }
    }
}
