package io.sidecore.policies.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sidecore.collector.inventory.PollMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a policy does: one record for each {@code kind} of policy file. */
public sealed interface Parameters {

    /**
     * A design that is set once and does not learn.
     *
     * @param guestsPerWorker most guests that one worker serves before another is added, 1 to 1024; where there can be no
     *     more workers, more
     * @param maxWorkers most workers, 1 to 1024; where cgroups must match, most for each set of cgroups
     * @param spread which worker serves which guest
     * @param matchCgroups whether guests of different cgroups never share a worker; those whose cgroups are unknown share
     *     workers only among themselves
     * @param mode what its workers do when idle
     * @param pin where its workers run
     * @param groups guests that share a worker, by name, each list one worker; guests in none of them are filled into
     *     workers of their own. Goes with no spread, maxWorkers or matchCgroups
     * @param expects what the host must have for the design to be what its name says
     */
    record Fixed(
            int guestsPerWorker,
            int maxWorkers,
            Spread spread,
            boolean matchCgroups,
            PollMode mode,
            Pin pin,
            List<List<String>> groups,
            Set<HostFeature> expects)
            implements Parameters {

        private static final int MOST = 1024;

        public Fixed {
            requireIn("guestsPerWorker", guestsPerWorker, 1, MOST);
            requireIn("maxWorkers", maxWorkers, 1, MOST);
            groups = groups.stream().map(List::copyOf).toList();
            expects = Set.copyOf(expects);
            if (spread == Spread.NEAR && !pin.isOneToACpu()) {
                throw new IllegalArgumentException(
                        "spread \"near\" needs pin \"cpus\", \"io-cores\" or a list of CPUs: \"" + pin + "\"");
            }
            if (spread == Spread.NEAR && (matchCgroups || maxWorkers < MOST)) {
                throw new IllegalArgumentException("spread \"near\" says by itself who shares a worker, so leave out"
                        + " matchCgroups and maxWorkers: " + matchCgroups + ", " + maxWorkers);
            }
            List<String> named = groups.stream().flatMap(List::stream).toList();
            if (named.size() > Set.copyOf(named).size()) {
                throw new IllegalArgumentException("groups must name each guest once: " + groups);
            }
            if (!groups.isEmpty() && (spread != Spread.FILL || matchCgroups || maxWorkers < MOST)) {
                throw new IllegalArgumentException("groups say by themselves who shares a worker, so leave out spread,"
                        + " matchCgroups and maxWorkers: " + spread.name().toLowerCase(Locale.ROOT) + ", "
                        + matchCgroups + ", " + maxWorkers);
            }
        }

        /** Guests are filled in, and may share whatever their cgroups. */
        public Fixed(int guestsPerWorker, PollMode mode, Pin pin) {
            this(guestsPerWorker, MOST, Spread.FILL, false, mode, pin, List.of(), Set.of());
        }

        /** Reads a policy file's block, whose later fields may be left out. */
        @JsonCreator
        static Fixed read(
                @JsonProperty("guestsPerWorker") int guestsPerWorker,
                @JsonProperty("maxWorkers") @Nullable Integer maxWorkers,
                @JsonProperty("spread") @Nullable Spread spread,
                @JsonProperty("matchCgroups") @Nullable Boolean matchCgroups,
                @JsonProperty("mode") PollMode mode,
                @JsonProperty("pin") Pin pin,
                @JsonProperty("groups") @Nullable List<List<String>> groups,
                @JsonProperty("expects") @Nullable Set<HostFeature> expects) {
            return new Fixed(
                    guestsPerWorker,
                    maxWorkers == null ? MOST : maxWorkers,
                    spread == null ? Spread.FILL : spread,
                    matchCgroups != null && matchCgroups,
                    mode,
                    pin,
                    groups == null ? List.of() : groups,
                    expects == null ? Set.of() : expects);
        }
    }

    /**
     * The thresholds at which the adaptive policy proposes a change. They decide what is tried; what is kept, the judge
     * decides.
     *
     * @param maxLoad predicted load of a worker up to which others may be merged into it, 0..1
     * @param saturatedLoad load from which a worker counts as saturated, and its counters as hiding demand; above
     *     maxLoad, to 1
     * @param maxInterference share of a window that a worker may wait for its CPU, 0..1; more, and it shall move
     * @param minImbalance share of the busiest worker's load by which it must exceed the idlest's to be relieved, 0..1
     * @param minWakeUpsPerSecond wake-ups of a worker from which looking for longer is worth a try
     * @param maxEmptyPolls share of a window spent on empty polls from which sleeping is worth a try, 0..1
     * @param spinMicros how long a spinning worker looks before it sleeps, 1 to 1000000
     * @param idlePacketsPerSecond traffic of all guests below which nothing can be learnt but the price of polling
     * @param matchCgroups whether no guest is given to a worker that serves guests of other cgroups; those whose cgroups are
     *     unknown share workers only among themselves
     */
    record Adaptive(
            double maxLoad,
            double saturatedLoad,
            double maxInterference,
            double minImbalance,
            double minWakeUpsPerSecond,
            double maxEmptyPolls,
            int spinMicros,
            double idlePacketsPerSecond,
            boolean matchCgroups)
            implements Parameters {
        public Adaptive {
            requireIn("maxLoad", maxLoad, 0, 1);
            requireIn("saturatedLoad", saturatedLoad, 0, 1);
            requireIn("maxInterference", maxInterference, 0, 1);
            requireIn("minImbalance", minImbalance, 0, 1);
            requireIn("minWakeUpsPerSecond", minWakeUpsPerSecond, 0, 1e9);
            requireIn("maxEmptyPolls", maxEmptyPolls, 0, 1);
            requireIn("spinMicros", spinMicros, 1, 1_000_000);
            requireIn("idlePacketsPerSecond", idlePacketsPerSecond, 0, 1e9);
            if (maxLoad >= saturatedLoad) {
                throw new IllegalArgumentException("maxLoad must be below saturatedLoad (" + saturatedLoad
                        + "), or what was just merged would be split again: " + maxLoad);
            }
        }

        /** Guests share workers whatever their cgroups. */
        public Adaptive(
                double maxLoad,
                double saturatedLoad,
                double maxInterference,
                double minImbalance,
                double minWakeUpsPerSecond,
                double maxEmptyPolls,
                int spinMicros,
                double idlePacketsPerSecond) {
            this(
                    maxLoad,
                    saturatedLoad,
                    maxInterference,
                    minImbalance,
                    minWakeUpsPerSecond,
                    maxEmptyPolls,
                    spinMicros,
                    idlePacketsPerSecond,
                    false);
        }

        /** Reads a policy file's block, whose last field may be left out. */
        @JsonCreator
        static Adaptive read(
                @JsonProperty("maxLoad") double maxLoad,
                @JsonProperty("saturatedLoad") double saturatedLoad,
                @JsonProperty("maxInterference") double maxInterference,
                @JsonProperty("minImbalance") double minImbalance,
                @JsonProperty("minWakeUpsPerSecond") double minWakeUpsPerSecond,
                @JsonProperty("maxEmptyPolls") double maxEmptyPolls,
                @JsonProperty("spinMicros") int spinMicros,
                @JsonProperty("idlePacketsPerSecond") double idlePacketsPerSecond,
                @JsonProperty("matchCgroups") @Nullable Boolean matchCgroups) {
            return new Adaptive(
                    maxLoad,
                    saturatedLoad,
                    maxInterference,
                    minImbalance,
                    minWakeUpsPerSecond,
                    maxEmptyPolls,
                    spinMicros,
                    idlePacketsPerSecond,
                    matchCgroups != null && matchCgroups);
        }
    }

    /**
     * The I/O manager of IOcm (SidecoreM), with its own epochs, filter and regret. A share of 1.0 is one whole CPU.
     *
     * @param epochMillis length of an epoch, 1 to 60000
     * @param minIoCores fewest I/O cores, 0 to 64; 0: a worker for each guest, anywhere
     * @param maxIoCores most I/O cores, at least minIoCores, to 64
     * @param startSharingLoad CPUs that the workers of all guests must use for sharing to start, 0..64
     * @param stopSharingLoad load of the only I/O core below which sharing stops, 0..1
     * @param addBelowEmpty idle share of all I/O cores below which one is added, 0..64
     * @param addAboveVmIdle idle CPUs of the guests above which they can spare one, 0..1024
     * @param removeBelowVmIdle idle CPUs of the guests below which they need one, 0..1024
     * @param removeAboveEmpty idle share above which an I/O core is given to guests that need one, 0..64
     * @param removeAboveEmptyAtMax the same where there are maxIoCores
     * @param removeSurplusAboveEmpty idle share above which one is removed whether guests need it or not, 0..64
     * @param minBytesPerPacket mean size below which batches are too small for so many I/O cores, 0..1e6
     * @param requestEpochs last epochs in which requests are counted, 1 to 1000
     * @param requestShare share of those that must have requested a move, 0..1
     * @param distanceEpochs epochs between a good move and the next move, 0..1e6
     * @param settleEpochs epochs that are not looked at after a move, 0 to 1000
     * @param averageEpochs epochs that are averaged on either side of a move, 1 to 1000
     * @param minGain bytes per cycle by which a move must help, 0..1000; no difference at all also is good
     * @param cyclesPerSecond of the clock that cycles are counted by, 1e6..1e11
     * @param penaltyEpochs how long a move is not tried again after it did not help, 0 to 1000000
     * @param penaltyGrowth by how much that grows each further time, 1..100
     * @param penaltyMaxGrowth by how much at most, 1..1000
     */
    record Iocm(
            int epochMillis,
            int minIoCores,
            int maxIoCores,
            double startSharingLoad,
            double stopSharingLoad,
            double addBelowEmpty,
            double addAboveVmIdle,
            double removeBelowVmIdle,
            double removeAboveEmpty,
            double removeAboveEmptyAtMax,
            double removeSurplusAboveEmpty,
            double minBytesPerPacket,
            int requestEpochs,
            double requestShare,
            double distanceEpochs,
            int settleEpochs,
            int averageEpochs,
            double minGain,
            double cyclesPerSecond,
            int penaltyEpochs,
            double penaltyGrowth,
            double penaltyMaxGrowth)
            implements Parameters {
        public Iocm {
            requireIn("epochMillis", epochMillis, 1, 60_000);
            requireIn("minIoCores", minIoCores, 0, 64);
            requireIn("maxIoCores", maxIoCores, minIoCores, 64);
            requireIn("startSharingLoad", startSharingLoad, 0, 64);
            requireIn("stopSharingLoad", stopSharingLoad, 0, 1);
            requireIn("addBelowEmpty", addBelowEmpty, 0, 64);
            requireIn("addAboveVmIdle", addAboveVmIdle, 0, 1024);
            requireIn("removeBelowVmIdle", removeBelowVmIdle, 0, 1024);
            requireIn("removeAboveEmpty", removeAboveEmpty, 0, 64);
            requireIn("removeAboveEmptyAtMax", removeAboveEmptyAtMax, 0, 64);
            requireIn("removeSurplusAboveEmpty", removeSurplusAboveEmpty, 0, 64);
            requireIn("minBytesPerPacket", minBytesPerPacket, 0, 1e6);
            requireIn("requestEpochs", requestEpochs, 1, 1000);
            requireIn("requestShare", requestShare, 0, 1);
            requireIn("distanceEpochs", distanceEpochs, 0, 1e6);
            requireIn("settleEpochs", settleEpochs, 0, 1000);
            requireIn("averageEpochs", averageEpochs, 1, 1000);
            requireIn("minGain", minGain, 0, 1000);
            requireIn("cyclesPerSecond", cyclesPerSecond, 1e6, 1e11);
            requireIn("penaltyEpochs", penaltyEpochs, 0, 1_000_000);
            requireIn("penaltyGrowth", penaltyGrowth, 1, 100);
            requireIn("penaltyMaxGrowth", penaltyMaxGrowth, 1, 1000);
        }

        /** Requests among the last {@code requestEpochs} that a move needs. */
        public int requestsNeeded() {
            return (int) Math.ceil(requestShare * requestEpochs - 1e-9); // 0.6 * 20 is a little above 12
        }
    }

    /**
     * Open vSwitch's automatic load balance of polling threads.
     *
     * @param intervalMillis time over which loads are averaged, 100 to 600000
     * @param loadThreshold percent of its time that a worker must be busy to count as overloaded, 1 to 100
     * @param overloadedIntervals intervals in a row that it must be, 1 to 1000; also the intervals that say what a
     *     virtqueue's load is
     * @param rebalanceMillis time between two looks at whether to balance, 0 to 1200000000
     * @param improvementThreshold percent by which the variance of the workers' loads must fall, 0 to 100
     */
    record OvsAutoLb(
            int intervalMillis,
            double loadThreshold,
            int overloadedIntervals,
            int rebalanceMillis,
            double improvementThreshold)
            implements Parameters {
        public OvsAutoLb {
            requireIn("intervalMillis", intervalMillis, 100, 600_000);
            requireIn("loadThreshold", loadThreshold, 1, 100);
            requireIn("overloadedIntervals", overloadedIntervals, 1, 1000);
            requireIn("rebalanceMillis", rebalanceMillis, 0, 1_200_000_000);
            requireIn("improvementThreshold", improvementThreshold, 0, 100);
        }
    }

    /**
     * SPDK's dynamic scheduler.
     *
     * @param periodMillis time between two looks, 100 to 600000
     * @param loadLimit percent of its time below which a guest counts as idle, 0 to 100
     * @param coreLimit percent up to which guests are put on a core, 0 to 100
     * @param coreBusy percent from which what is counted on a core is not trusted, at least coreLimit, to 100
     */
    record SpdkDynamic(int periodMillis, double loadLimit, double coreLimit, double coreBusy) implements Parameters {
        public SpdkDynamic {
            requireIn("periodMillis", periodMillis, 100, 600_000);
            requireIn("loadLimit", loadLimit, 0, 100);
            requireIn("coreLimit", coreLimit, 0, 100);
            requireIn("coreBusy", coreBusy, coreLimit, 100);
        }
    }

    private static void requireIn(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(name + " must be in [" + min + "," + max + "]: " + value);
        }
    }
}
