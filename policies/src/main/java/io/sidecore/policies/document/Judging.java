package io.sidecore.policies.document;

import java.time.Duration;

/**
 * How a change is judged, and what an undone one costs.
 *
 * @param windows observations to compare on either side of the change, 4 to 1000
 * @param settleWindows observations to skip right after a change, 0 to 1000
 * @param minGain least rise of the utility that counts as better, above 0; see Objective for its scale
 * @param significance chance, at most, to call a change better that is not, above 0 and at most 0.5
 * @param penaltyMillis how long a rule must wait after its change was undone, 0 or more
 * @param penaltyGrowth by how much the wait grows each further time, 1 or more
 * @param penaltyMaxMillis longest wait, at least penaltyMillis
 */
public record Judging(
        int windows,
        int settleWindows,
        double minGain,
        double significance,
        long penaltyMillis,
        double penaltyGrowth,
        long penaltyMaxMillis) {
    public Judging {
        if (windows < 4 || windows > 1000) {
            throw new IllegalArgumentException("windows must be in [4,1000]: " + windows);
        }
        if (settleWindows < 0 || settleWindows > 1000) {
            throw new IllegalArgumentException("settleWindows must be in [0,1000]: " + settleWindows);
        }
        if (!(minGain > 0) || !(significance > 0 && significance <= 0.5) || !(penaltyGrowth >= 1)) {
            throw new IllegalArgumentException(
                    "minGain must be above 0, significance in (0,0.5], penaltyGrowth 1 or more: " + minGain + ", "
                            + significance + ", " + penaltyGrowth);
        }
        if (penaltyMillis < 0 || penaltyMaxMillis < penaltyMillis) {
            throw new IllegalArgumentException(
                    "penaltyMaxMillis must be at least penaltyMillis (" + penaltyMillis + "): " + penaltyMaxMillis);
        }
    }

    public Duration penalty() {
        return Duration.ofMillis(penaltyMillis);
    }

    public Duration penaltyMax() {
        return Duration.ofMillis(penaltyMaxMillis);
    }

    /**
     * How long a change must wait that was undone so many times in a row.
     *
     * @param times 1 or more
     */
    public long penaltyNanos(int times) {
        double nanos = penalty().toNanos() * Math.pow(penaltyGrowth, times - 1);
        return (long) Math.min(nanos, (double) penaltyMax().toNanos());
    }
}
