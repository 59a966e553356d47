package io.sidecore.collector.recording;

/**
 * What a recording covers, as its frames' headers say.
 *
 * @param samples how many have a good header
 * @param firstEpochMillis time of day of the first
 * @param lastEpochMillis time of day of the last
 * @param nanos from the first to the last, by the monotonic clock
 */
public record Span(long samples, long firstEpochMillis, long lastEpochMillis, long nanos) {}
