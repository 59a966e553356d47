package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.HostWorker;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One worker over one window.
 *
 * @param worker as found at the end of the window
 * @param split how it spent the window
 * @param thread what the scheduler did to it; absent where nobody asked the scheduler
 * @param packetsPerSecond frames that it moved, by its own count; absent if it does not count
 */
public record WorkerObservation(
        HostWorker worker, TimeSplit split, Optional<ThreadObservation> thread, OptionalDouble packetsPerSecond) {}
