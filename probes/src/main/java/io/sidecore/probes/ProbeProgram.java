package io.sidecore.probes;

import java.util.List;

/**
 * One thing that a probe counts, and the ways to get at it. The first way that the kernel takes is used, and only that
 * one, so that nothing is counted twice.
 *
 * @param counts what it counts, in words
 * @param need what its absence means for the probe
 * @param points in order of preference
 * @param devices names of drivers as in {@code /proc/misc}, one of which must be there, or there is nothing to count;
 *     empty if it needs none
 */
public record ProbeProgram(String counts, Need need, List<AttachPoint> points, List<String> devices) {

    /** Whether a probe is any good without one of its programs. */
    public enum Need {
        /** Without it the probe's numbers would be wrong. */
        REQUIRED,
        /** Without it one of the probe's numbers is missing. */
        OPTIONAL
    }

    public ProbeProgram {
        points = List.copyOf(points);
        devices = List.copyOf(devices);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a program needs a place to attach to: " + counts);
        }
    }

    /** A program that needs no driver. */
    public ProbeProgram(String counts, Need need, List<AttachPoint> points) {
        this(counts, need, points, List.of());
    }
}
