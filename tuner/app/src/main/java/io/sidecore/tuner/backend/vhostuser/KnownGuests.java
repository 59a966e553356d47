package io.sidecore.tuner.backend.vhostuser;

import io.sidecore.collector.discovery.VcpuAffinity;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.policies.GuestFacts;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.Guest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is known of the guests of a backend: what it says of their frontends, and where {@code /proc} says that their vCPUs
 * may run. A guest is looked at when it comes; as vCPUs can be pinned elsewhere while it runs, again after a minute, but one
 * guest at a time, so that what a policy asks for at each decision costs nearly nothing. Used by one thread.
 */
final class KnownGuests {

    private static final Duration AGE = Duration.ofSeconds(60);

    private record Known(Guest guest, Optional<CpuSet> vcpus, long lookedNanos) {
        GuestFacts facts() {
            return new GuestFacts(guest.cgroups(), guest.node(), vcpus);
        }
    }

    private final BackendClient client;
    private final VcpuAffinity affinity;
    private final LongSupplier clock;
    private Map<String, Known> known = new HashMap<>();
    private long introductions;

    /**
     * Knows nobody yet.
     *
     * @param clock monotonic, in nanoseconds
     */
    KnownGuests(BackendClient client, HostFiles files, LongSupplier clock) {
        this.client = client;
        this.affinity = new VcpuAffinity(files);
        this.clock = clock;
    }

    /** What is known of a guest, by the name of its device. */
    GuestFacts of(String guest) {
        Known facts = known.get(guest);
        return facts == null ? GuestFacts.UNKNOWN : facts.facts();
    }

    /**
     * Looks at those that are new, or else at one that was not looked at for long.
     *
     * @param now how many introductions the backend counts
     * @throws io.sidecore.vhostuser.control.BackendException if somebody is new, and the backend does not say who
     */
    void keepUp(long now) {
        if (now != introductions) {
            meet();
            introductions = now;
        } else {
            known.values().stream()
                    .filter(facts -> facts.guest.process().isPresent())
                    .min(Comparator.comparingLong(Known::lookedNanos))
                    .filter(oldest -> clock.getAsLong() - oldest.lookedNanos > AGE.toNanos())
                    .ifPresent(oldest -> known.put(oldest.guest.guest(), look(oldest.guest, new HashMap<>())));
        }
    }

    /** Whoever left meanwhile is forgotten. One process may be the frontend of many guests. */
    private void meet() {
        Map<String, Known> met = new HashMap<>();
        Map<Integer, Optional<CpuSet>> byProcess = new HashMap<>();
        for (Guest guest : client.guests()) {
            Known before = known.get(guest.guest());
            boolean isSame = before != null && before.guest.introduction() == guest.introduction();
            met.put(guest.guest(), isSame ? before : look(guest, byProcess));
        }
        known = met;
    }

    private Known look(Guest guest, Map<Integer, Optional<CpuSet>> byProcess) {
        Optional<CpuSet> vcpus = guest.process().isPresent()
                ? byProcess.computeIfAbsent(guest.process().getAsInt(), affinity::of)
                : Optional.empty();
        return new Known(guest, vcpus, clock.getAsLong());
    }
}
