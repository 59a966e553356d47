package io.sidecore.collector.host;

/**
 * Exits for one reason.
 *
 * @param reason the processor's name for it, as in {@code NPF}; {@code OTHER} for all that found no room
 * @param count how many
 * @param nanos time from them to re-entry
 */
public record ExitCount(String reason, long count, long nanos) {}
