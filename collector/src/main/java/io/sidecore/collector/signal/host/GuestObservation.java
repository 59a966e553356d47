package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Guest;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One guest over one window.
 *
 * @param guest as found at the end of the window
 * @param vcpus those that were there all the time
 * @param exits exits of all of them by reason, the longest outside first; empty if not counted
 * @param injectionsPerSecond interrupts by irqfd; absent if not counted
 */
public record GuestObservation(
        Guest guest, List<VcpuObservation> vcpus, List<ExitRate> exits, OptionalDouble injectionsPerSecond) {

    public GuestObservation {
        vcpus = List.copyOf(vcpus);
        exits = List.copyOf(exits);
    }

    /** Exits of all vCPUs; absent if none counts them. */
    public OptionalDouble exitsPerSecond() {
        return sum(vcpus.stream().map(VcpuObservation::exitsPerSecond).toList());
    }

    /** Kicks of all vCPUs; absent if none counts them. */
    public OptionalDouble kicksPerSecond() {
        return sum(vcpus.stream().map(VcpuObservation::kicksPerSecond).toList());
    }

    private static OptionalDouble sum(List<OptionalDouble> values) {
        return values.stream().anyMatch(OptionalDouble::isPresent)
                ? OptionalDouble.of(
                        values.stream().mapToDouble(value -> value.orElse(0)).sum())
                : OptionalDouble.empty();
    }
}
