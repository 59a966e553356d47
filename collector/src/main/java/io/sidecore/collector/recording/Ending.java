package io.sidecore.collector.recording;

/**
 * How a recording ends.
 *
 * @param orderly whether whoever recorded it ended it; else it was cut off, or is still being recorded
 * @param what in words
 */
public record Ending(boolean orderly, String what) {}
