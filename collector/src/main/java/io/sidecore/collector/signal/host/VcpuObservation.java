package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Vcpu;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One virtual CPU over one window. Each is absent where nobody counts it.
 *
 * @param vcpu as found at the end of the window
 * @param guest whose it is
 * @param thread what the scheduler did to it; {@code runnable} is what the guest calls steal
 * @param exits exits by reason, the longest outside first; empty if not counted
 * @param exitsPerSecond all exits
 * @param userspaceExitsPerSecond those that the kernel alone could not handle
 * @param kicksPerSecond kicks that KVM turned into signals
 * @param haltPoll share of the window that KVM polled for it
 * @param haltWait share of the window that it slept in a halt
 */
public record VcpuObservation(
        Vcpu vcpu,
        String guest,
        Optional<ThreadObservation> thread,
        List<ExitRate> exits,
        OptionalDouble exitsPerSecond,
        OptionalDouble userspaceExitsPerSecond,
        OptionalDouble kicksPerSecond,
        OptionalDouble haltPoll,
        OptionalDouble haltWait) {
    public VcpuObservation {
        exits = List.copyOf(exits);
    }
}
