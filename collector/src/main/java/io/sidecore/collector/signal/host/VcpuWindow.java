package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.inventory.Vcpu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One virtual CPU between two samples. */
final class VcpuWindow {

    private static final Comparator<ExitRate> LONGEST =
            Comparator.comparingDouble(ExitRate::outside).reversed().thenComparing(ExitRate::reason);

    private VcpuWindow() {}

    /**
     * The observation.
     *
     * @param older null, or of another generation, where KVM's side is not known
     */
    static VcpuObservation between(
            Vcpu vcpu,
            String guest,
            Optional<ThreadObservation> thread,
            @Nullable VcpuSample older,
            @Nullable VcpuSample newer,
            long elapsedNanos) {
        if (older == null || newer == null || older.generation() != newer.generation()) {
            OptionalDouble none = OptionalDouble.empty();
            return new VcpuObservation(vcpu, guest, thread, List.of(), none, none, none, none, none);
        }
        return new VcpuObservation(
                vcpu,
                guest,
                thread,
                isSilent(newer) ? List.of() : exits(older, newer, elapsedNanos),
                isSilent(newer)
                        ? OptionalDouble.empty()
                        : Deltas.perSecond(Deltas.of(older.exits(), newer.exits()), elapsedNanos),
                Deltas.perSecond(Deltas.of(older.userspaceExits(), newer.userspaceExits()), elapsedNanos),
                Deltas.perSecond(Deltas.of(older.ioeventfdWrites(), newer.ioeventfdWrites()), elapsedNanos),
                Deltas.share(Deltas.of(older.haltPollNanos(), newer.haltPollNanos()), elapsedNanos),
                Deltas.share(Deltas.of(older.haltWaitNanos(), newer.haltWaitNanos()), elapsedNanos));
    }

    /** Some KVMs have the tracepoint of exits and never come by it, which others betray. */
    private static boolean isSilent(VcpuSample sample) {
        long others = sample.userspaceExits().orElse(0) + sample.portWrites().orElse(0);
        return sample.exits().orElse(0) == 0 && others > 0;
    }

    private static List<ExitRate> exits(VcpuSample older, VcpuSample newer, long elapsedNanos) {
        Map<String, ExitCount> before = new HashMap<>();
        older.reasons().forEach(reason -> before.put(reason.reason(), reason));
        List<ExitRate> rates = new ArrayList<>();
        for (ExitCount now : newer.reasons()) {
            ExitCount was = before.getOrDefault(now.reason(), new ExitCount(now.reason(), 0, 0));
            long count = now.count() - was.count();
            long nanos = now.nanos() - was.nanos();
            if (count < 0 || nanos < 0) {
                return List.of();
            }
            if (count > 0 || nanos > 0) {
                rates.add(new ExitRate(now.reason(), count * 1e9 / elapsedNanos, (double) nanos / elapsedNanos));
            }
        }
        rates.sort(LONGEST);
        return rates;
    }

    /** Those of several vCPUs, by reason. */
    static List<ExitRate> sum(List<VcpuObservation> vcpus) {
        Map<String, ExitRate> sums = new HashMap<>();
        for (VcpuObservation vcpu : vcpus) {
            for (ExitRate rate : vcpu.exits()) {
                sums.merge(
                        rate.reason(),
                        rate,
                        (a, b) -> new ExitRate(a.reason(), a.perSecond() + b.perSecond(), a.outside() + b.outside()));
            }
        }
        return sums.values().stream().sorted(LONGEST).toList();
    }
}
