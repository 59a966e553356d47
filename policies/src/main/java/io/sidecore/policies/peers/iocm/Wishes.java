package io.sidecore.policies.peers.iocm;

import io.sidecore.policies.document.Parameters.Iocm;
import java.util.Optional;

/** Which move an epoch by itself asks for. */
final class Wishes {

    private final Iocm limits;
    private final int most;

    /** @param ioCores I/O cores that the host has */
    Wishes(Iocm limits, int ioCores) {
        this.limits = limits;
        this.most = Math.min(limits.maxIoCores(), ioCores);
    }

    Optional<Move> of(Epoch epoch) {
        if (epoch.ioCores() == 0) {
            boolean starts = most > 0 && epoch.workerCpus() > limits.startSharingLoad();
            return starts ? Optional.of(Move.START_SHARING) : Optional.empty();
        }
        if (epoch.ioCores() == 1 && 1 - epoch.empty() < limits.stopSharingLoad() && limits.minIoCores() == 0) {
            return Optional.of(Move.STOP_SHARING);
        }
        boolean guestsCanSpare = epoch.vmIdle() > limits.addAboveVmIdle();
        if (epoch.empty() < limits.addBelowEmpty() && guestsCanSpare && epoch.ioCores() < most) {
            return Optional.of(Move.ADD);
        }
        return epoch.ioCores() > Math.max(1, limits.minIoCores()) ? fewer(epoch) : Optional.empty();
    }

    private Optional<Move> fewer(Epoch epoch) {
        double spare =
                epoch.ioCores() == limits.maxIoCores() ? limits.removeAboveEmptyAtMax() : limits.removeAboveEmpty();
        boolean guestsNeedIt = epoch.vmIdle() < limits.removeBelowVmIdle();
        if ((guestsNeedIt && epoch.empty() > spare) || epoch.empty() > limits.removeSurplusAboveEmpty()) {
            return Optional.of(Move.REMOVE);
        }
        boolean smallBatches = epoch.bytesPerPacket() > 0 && epoch.bytesPerPacket() < limits.minBytesPerPacket();
        return smallBatches ? Optional.of(Move.BATCH) : Optional.empty();
    }

    /** The number of I/O cores after a move. */
    int after(Move move, Epoch epoch) {
        return switch (move) {
            case START_SHARING -> Math.min(most, Math.max((int) (epoch.work() / 2), Math.max(1, limits.minIoCores())));
            case STOP_SHARING -> 0;
            case ADD -> epoch.ioCores() + 1;
            case REMOVE, BATCH -> epoch.ioCores() - 1;
        };
    }
}
