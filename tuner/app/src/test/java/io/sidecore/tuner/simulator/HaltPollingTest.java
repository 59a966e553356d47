package io.sidecore.tuner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long KVM polls, halt after halt. */
class HaltPollingTest {

    private static List<Long> polled(String costs, long... haltsMicros) {
        HaltPolling polling = new HaltPolling(CostsFile.parse("c", costs), 0);
        return LongStream.of(haltsMicros)
                .map(micros -> {
                    long polled = polling.halts(1_000_000_000);
                    polling.runs(1_000_000_000 + 1000 * micros);
                    return polled / 1000;
                })
                .boxed()
                .toList();
    }

    @Test
    void itPollsLongerUntilThatIsEnough() {
        assertEquals(List.of(0L, 10L, 20L, 40L, 80L, 80L), polled("{}", 50, 50, 50, 50, 50, 50));
    }

    @Test
    void itNeverPollsLongerThanTheMost() {
        assertEquals(List.of(0L, 10L, 20L, 40L, 80L, 160L, 200L), polled("{}", 190, 190, 190, 190, 190, 190, 190));
    }

    @Test
    void itPollsShorterAfterHaltsThatNoPollCatchesAndThenNotAtAll() {
        assertEquals(List.of(0L, 10L, 20L, 40L, 20L, 10L, 0L, 0L), polled("{}", 50, 50, 50, 300, 300, 300, 300, 300));
    }

    @Test
    void aDivisorOfZeroEndsItAtOnce() {
        assertEquals(List.of(0L, 10L, 20L, 40L, 0L), polled("{\"haltPollShrink\": 0}", 50, 50, 50, 300, 300));
    }

    @Test
    void aFactorOfZeroOrNoMostIsNoPolling() {
        assertEquals(List.of(0L, 0L, 0L), polled("{\"haltPollGrow\": 0}", 50, 50, 50));
        assertEquals(List.of(0L, 0L, 0L), polled("{\"haltPoll\": 0}", 50, 50, 50));
    }
}
