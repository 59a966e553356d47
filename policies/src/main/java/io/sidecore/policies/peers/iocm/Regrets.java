package io.sidecore.policies.peers.iocm;

import io.sidecore.policies.document.Parameters.Iocm;
import java.util.EnumMap;
import java.util.Map;

/** Moves that did not help, and until when they are not tried again. A move that helped forgives them all. */
final class Regrets {

    private record Penalty(double epochs, long untilEpoch) {}

    private final Iocm limits;
    private final Map<Move, Penalty> penalties = new EnumMap<>(Move.class);

    Regrets(Iocm limits) {
        this.limits = limits;
    }

    /** Whether a move helped, by the bytes per cycle before and after it. Without any difference it also did. */
    boolean isGood(double before, double after) {
        return after == before || after - before > limits.minGain();
    }

    /** The wait that this earns, in epochs. */
    long regret(Move move, long epoch) {
        Penalty earlier = penalties.get(move);
        double most = limits.penaltyEpochs() * limits.penaltyMaxGrowth();
        double epochs =
                earlier == null ? limits.penaltyEpochs() : Math.min(most, earlier.epochs() * limits.penaltyGrowth());
        penalties.put(move, new Penalty(epochs, epoch + Math.round(epochs)));
        return Math.round(epochs);
    }

    void forgive() {
        penalties.clear();
    }

    /** Epochs that a move must still wait; 0 if it may be made. */
    long left(Move move, long epoch) {
        Penalty penalty = penalties.get(move);
        return penalty == null ? 0 : Math.max(0, penalty.untilEpoch() - epoch);
    }
}
