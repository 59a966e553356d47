package io.sidecore.policies.peers.iocm;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes per cycle of the last epochs. */
final class Rewards {

    private final int epochs;
    private final Deque<Double> last = new ArrayDeque<>();

    /** @param epochs that are averaged */
    Rewards(int epochs) {
        this.epochs = epochs;
    }

    void add(double bytesPerCycle) {
        last.addLast(bytesPerCycle);
        if (last.size() > epochs) {
            last.removeFirst();
        }
    }

    /** 0 if there is none yet. */
    double mean() {
        return last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
