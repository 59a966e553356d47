package io.sidecore.collector.signal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;

/**
 * One virtqueue over one window.
 *
 * @param worker who serves it at the end of the window
 * @param busy share of the window that its worker spent on it, 0..1
 * @param limited share of visits that left work behind, 0..1: near 1 means that it hides demand
 * @param visitsPerSecond visits that found work; frames over visits are its mean batch
 * @param delay absent if no visit found work
 */
public record QueueLoad(
        QueueId queue,
        Optional<WorkerId> worker,
        double packetsPerSecond,
        double bytesPerSecond,
        double kicksPerSecond,
        double callsPerSecond,
        double dropsPerSecond,
        double busy,
        double limited,
        double visitsPerSecond,
        Optional<QueueDelay> delay) {}
