package io.sidecore.tuner.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.Design;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TurnTest {

    private static final List<Arm> ARMS =
            List.of(new Arm("a", "a", false), new Arm("b", "b", false), new Arm("c", "c", true));

    private static final Design FIVE = new Design(Design.Kind.BLOCKS, 5, Optional.empty(), 0.03);

    private static String order(Design design, long seed) {
        return Turn.of(design, ARMS, seed).stream()
                .map(turn -> turn.arm().name())
                .collect(Collectors.joining());
    }

    @Test
    void eachBlockHasEveryArmOnce() {
        List<Turn> turns = Turn.of(FIVE, ARMS, 7);
        assertEquals(15, turns.size());
        for (int block = 1; block <= 5; block++) {
            int wanted = block;
            assertEquals(
                    Set.copyOf(ARMS),
                    turns.stream()
                            .filter(turn -> turn.block() == wanted)
                            .map(Turn::arm)
                            .collect(Collectors.toSet()));
        }
        assertEquals(new Turn(1, 1, 1, turns.get(0).arm()), turns.get(0));
        assertEquals(5, turns.get(14).run());
    }

    @Test
    void theSeedDrawsTheOrder() {
        assertEquals(order(FIVE, 7), order(FIVE, 7));
        assertNotEquals(order(FIVE, 7), order(FIVE, 8));
    }

    @Test
    void aSingleBlockGoesInTheOrderThatWasAskedFor() {
        assertEquals("abc", order(Design.once(), 7));
    }

    @Test
    void theBaselineStandsBeforeAndAfterEachOtherArm() {
        Design aba = new Design(Design.Kind.ABA, 2, Optional.of("b"), 0.03);
        String order = order(aba, 7);
        assertEquals("b.b.b.b.b", order.replaceAll("[ac]", "."));
        assertEquals(2, order.chars().filter(arm -> arm == 'a').count());
        assertEquals(
                List.of(1, 1, 1, 1, 1, 2, 2, 2, 2),
                Turn.of(aba, ARMS, 7).stream().map(Turn::block).toList());
    }
}
