package io.sidecore.vhostuser.worker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shares of a worker's guests. By the worker's own thread only. */
final class Shares {

    private final List<Share> shares = new ArrayList<>();
    private int largestWeight = Share.DEFAULT_WEIGHT;

    /** The share of a guest that one more queue is served of. */
    Share join(String guest, int weight) {
        Share share = find(guest);
        if (share == null) {
            share = new Share(guest, weight);
            shares.add(share);
        }
        share.count(1);
        setWeight(guest, weight);
        return share;
    }

    /** One queue less is served of the guest. */
    void leave(Share share) {
        share.idle();
        if (share.count(-1) == 0) {
            shares.remove(share);
            findLargestWeight();
        }
    }

    /** Nobody is left. */
    void clear() {
        shares.clear();
        findLargestWeight();
    }

    void setWeight(String guest, int weight) {
        Share share = find(guest);
        if (share != null) {
            share.setWeight(weight);
            findLargestWeight();
        }
    }

    private @Nullable Share find(String guest) {
        for (Share share : shares) {
            if (share.guest().equals(guest)) {
                return share;
            }
        }
        return null;
    }

    private void findLargestWeight() {
        largestWeight = Share.DEFAULT_WEIGHT;
        for (Share share : shares) {
            largestWeight = Math.max(largestWeight, share.weight());
        }
    }

    /** Whether there is more than one guest to share the worker. */
    boolean isShared() {
        return shares.size() > 1;
    }

    /** A turn begins, and with it a round unless one is going on. */
    void refill(long turnNanos) {
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).isUnfinished()) {
                return;
            }
        }
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).refill(turnNanos, largestWeight);
        }
    }
}
