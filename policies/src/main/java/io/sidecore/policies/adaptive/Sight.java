package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.util.Optional;

/** Makes the situation of an observation once, for all the rules that look at it one after the other. */
final class Sight {

    private record Seen(Observation now, Placement current, Situation situation) {

        /** The very same objects: comparing what is in them would cost as much as making the situation anew. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Observation observation, Placement placement) {
            return now == observation && current == placement;
        }
    }

    private final Cores cores;
    private final Adaptive limits;
    private Optional<Seen> last = Optional.empty();

    Sight(Cores cores, Adaptive limits) {
        this.cores = cores;
        this.limits = limits;
    }

    Situation of(Observation now, Placement current) {
        Seen seen = last.filter(earlier -> earlier.isOf(now, current))
                .orElseGet(() -> new Seen(now, current, new Situation(now, current, cores, limits)));
        last = Optional.of(seen);
        return seen.situation();
    }
}
