package io.sidecore.policies.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private long nowNanos;

    private List<Boolean> asked(long... atNanos) {
        Pace pace = new Pace(() -> nowNanos, Duration.ofNanos(100));
        List<Boolean> answers = new ArrayList<>();
        for (long at : atNanos) {
            nowNanos = at;
            answers.add(pace.isDue());
        }
        return answers;
    }

    @Test
    void onceForEachPeriodFromTheFirstCall() {
        assertEquals(List.of(false, false, true, false, true), asked(7, 106, 107, 108, 207));
    }

    @Test
    void aCallThatIsLateDoesNotDelayTheNextPeriod() {
        assertEquals(List.of(false, true, true), asked(0, 150, 200));
    }

    @Test
    void periodsThatWereSleptThroughAreLeftOut() {
        assertEquals(List.of(false, true, false, true), asked(0, 550, 600, 650));
    }

    @Test
    void aPeriodThatWasBegunAnewIsOverALittleLater() {
        Pace pace = new Pace(() -> nowNanos, Duration.ofNanos(100));
        pace.restart();
        nowNanos = 60;
        pace.restart();
        nowNanos = 159;
        assertEquals(false, pace.isDue());
        nowNanos = 160;
        assertEquals(true, pace.isDue());
    }

    @Test
    void saysHowMuchOfThePeriodIsLeft() {
        Pace pace = new Pace(() -> nowNanos, Duration.ofNanos(100));
        assertEquals(Duration.ofNanos(100), pace.left());
        pace.isDue();
        nowNanos = 30;
        assertEquals(Duration.ofNanos(70), pace.left());
        nowNanos = 130;
        assertEquals(Duration.ZERO, pace.left());
    }
}
