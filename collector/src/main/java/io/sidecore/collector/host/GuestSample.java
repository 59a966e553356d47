package io.sidecore.collector.host;

import java.util.OptionalLong;

/**
 * What is counted for a guest as a whole.
 *
 * @param guest its name in the inventory
 * @param generation differs from an older sample's if the counters began anew
 * @param irqfdInjections interrupts that KVM injected because an eventfd was signalled; absent if not counted
 */
public record GuestSample(String guest, long generation, OptionalLong irqfdInjections) {}
