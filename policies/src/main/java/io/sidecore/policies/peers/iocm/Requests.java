package io.sidecore.policies.peers.iocm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Which moves the last epochs asked for. */
final class Requests {

    private final int epochs;
    private final Deque<Optional<Move>> last = new ArrayDeque<>();

    /** @param epochs that are remembered */
    Requests(int epochs) {
        this.epochs = epochs;
    }

    void add(Optional<Move> wish) {
        last.addLast(wish);
        if (last.size() > epochs) {
            last.removeFirst();
        }
    }

    long count(Move move) {
        return last.stream().filter(Optional.of(move)::equals).count();
    }

    void clear() {
        last.clear();
    }
}
