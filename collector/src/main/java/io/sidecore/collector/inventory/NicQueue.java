package io.sidecore.collector.inventory;

import java.util.OptionalInt;

/**
 * An interrupt of a network card, usually one for each of its queues.
 *
 * @param nic the interface, as in {@code eth0}
 * @param irq the interrupt's number
 * @param cpus where it is delivered
 * @param node the card's NUMA node; absent if it has none
 */
public record NicQueue(String nic, int irq, CpuSet cpus, OptionalInt node) {}
