package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Guest;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One guest over the windows of a diagnosis.
 *
 * @param guest as found last
 * @param windows those in which this very guest was observed, oldest first; at least one
 */
public record GuestSeries(Guest guest, List<GuestObservation> windows) {

    public GuestSeries {
        windows = List.copyOf(windows);
    }

    public Spread spread(Function<GuestObservation, OptionalDouble> value) {
        return Spread.of(windows, value);
    }

    /** A number of one virtual CPU. */
    public Spread vcpu(int index, Function<VcpuObservation, OptionalDouble> value) {
        return Spread.of(
                windows,
                window -> window.vcpus().stream()
                        .filter(vcpu -> vcpu.vcpu().index() == index)
                        .findFirst()
                        .map(value)
                        .orElse(OptionalDouble.empty()));
    }
}
