package io.sidecore.collector.discovery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Remembers who did not answer, so that one that hangs does not hold up every scan and every sample. */
final class SilentPeers {

    private static final Duration QUIET = Duration.ofSeconds(5);

    private record Failure(long atNanos, String why) {}

    private final LongSupplier clock;
    private final Map<HostProcess.Id, Failure> failures = new HashMap<>();

    SilentPeers(LongSupplier clock) {
        this.clock = clock;
    }

    void failed(HostProcess.Id peer, String why) {
        failures.put(peer, new Failure(clock.getAsLong(), why));
    }

    /** Why not to ask a process now; absent if it may be asked. */
    Optional<String> whyNot(HostProcess.Id peer) {
        Failure failure = failures.get(peer);
        if (failure != null && clock.getAsLong() - failure.atNanos > QUIET.toNanos()) {
            failures.remove(peer);
            failure = null;
        }
        return Optional.ofNullable(failure).map(Failure::why);
    }
}
