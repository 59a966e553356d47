package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.Design;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run of an arm in the order of a trial.
 *
 * @param place in that order, from 1
 * @param block from 1
 * @param run of this arm, from 1
 */
public record Turn(int place, int block, int run, Arm arm) {
    public Turn {
        if (place < 1 || block < 1 || run < 1) {
            throw new IllegalArgumentException("turns count from 1: " + place + ", " + block + ", " + run);
        }
    }

    /**
     * The order of a trial.
     *
     * @param arms each once; a baseline is one of them
     * @param seed of what is drawn: the same seed gives the same order
     */
    static List<Turn> of(Design design, List<Arm> arms, long seed) {
        List<Turn> turns = new ArrayList<>();
        Map<Arm, Integer> runs = new HashMap<>();
        Random random = new Random(seed);
        for (int block = 1; block <= design.blocks(); block++) {
            for (Arm arm : block(design, arms, block, random)) {
                turns.add(new Turn(turns.size() + 1, block, runs.merge(arm, 1, Integer::sum), arm));
            }
        }
        return turns;
    }

    private static List<Arm> block(Design design, List<Arm> arms, int block, Random random) {
        List<Arm> drawn = new ArrayList<>(arms);
        if (design.kind() == Design.Kind.BLOCKS) {
            if (design.blocks() > 1) { // a single block tells nothing of order, and reads best as it was asked for
                Collections.shuffle(drawn, random);
            }
            return drawn;
        }
        Arm baseline = arms.stream()
                .filter(arm -> arm.name().equals(design.baseline().orElseThrow()))
                .findFirst()
                .orElseThrow();
        drawn.remove(baseline);
        Collections.shuffle(drawn, random);
        List<Arm> order = new ArrayList<>(block == 1 ? List.of(baseline) : List.of());
        for (Arm arm : drawn) {
            order.add(arm);
            order.add(baseline); // ends this bracket and begins the next
        }
        return order;
    }
}
