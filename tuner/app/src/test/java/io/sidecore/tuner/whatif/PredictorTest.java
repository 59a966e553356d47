package io.sidecore.tuner.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PredictorTest {

    private static final Change ONE_MORE = new Change(1, 0, Optional.empty());

    private static Predictor predictor(SampleRecorded recorded) {
        return new Predictor(recorded.build(), Calibration.NONE);
    }

    private static Forecast load(SampleRecorded recorded, Change change) {
        return predictor(recorded).predict(change).forecasts().get(0);
    }

    @Test
    void aGuestThatComesIsServedByTheWorkerThatIsTheLeastLoaded() {
        Forecast third = load(new SampleRecorded(1).guests(3, 0.2), ONE_MORE);
        assertEquals(0.4, third.now(), 1e-9);
        assertEquals(0.4, third.predicted(), 1e-9, "w1 had one guest of 20 %, and has two now");
        assertEquals(0.6, load(new SampleRecorded(1).guests(4, 0.2), ONE_MORE).predicted(), 1e-9);
    }

    @Test
    void aGuestMayBeLikeOneThatIsThere() {
        SampleRecorded recorded = new SampleRecorded(1).guests(2, 0.1).guests(2, 0.3);
        assertEquals(0.7, load(recorded, new Change(1, 0, Optional.of("vm3"))).predicted(), 1e-9);
        assertEquals(0.5, load(recorded, new Change(1, 0, Optional.of("vm0"))).predicted(), 1e-9);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> load(recorded, new Change(1, 0, Optional.of("vm9"))));
        assertEquals("no guest vm9 was recorded (want one of vm0, vm1, vm2, vm3)", refused.getMessage());
    }

    @Test
    void guestsThatGoLeaveRoomAndWorkersThatComeShareTheWork() {
        SampleRecorded four = new SampleRecorded(1).guests(4, 0.2);
        assertEquals(0.3, load(four, new Change(-1, 0, Optional.empty())).predicted(), 1e-9);
        assertEquals(0.4, load(four, new Change(0, 1, Optional.empty())).predicted(), 1e-9, "4 guests on 3 workers");
        assertEquals(0.2, load(four, new Change(0, 2, Optional.empty())).predicted(), 1e-9);
        assertEquals(0.8, load(four, new Change(0, -1, Optional.empty())).predicted(), 1e-9);
        assertEquals(0.4, load(four, new Change(2, 1, Optional.empty())).predicted(), 1e-9);
    }

    @Test
    void delayGrowsAsThatOfAQueue() {
        Forecast delay = predictor(new SampleRecorded(1).guests(4, 0.2))
                .predict(ONE_MORE)
                .forecasts()
                .get(1);
        // 0.4 to 0.6: 0.6 / 0.4 over 0.4 / 0.6
        assertEquals(2.25, delay.predicted() / delay.now(), 1e-9);
        assertEquals("queue delay, p99", delay.quantity());
        assertTrue(delay.checkable());
    }

    @Test
    void whatAWakeUpCostsAnywayDoesNotGrow() {
        double[] turns = {100, 101, 99, 100};
        double[] work = {0.001, 0.00101, 0.00099, 0.001};
        Waits waits = new Waits(List.of(), turns, work);
        double mean = waits.modelledMicros(0.5, 1).orElseThrow();
        assertEquals(10 * (2.0 / 3 / 100) / 2, mean, 1e-6, "10 us of service, next to no variation");
        assertEquals(Math.log(100) * mean, waits.dueToLoad(30, 0.5, 1), 1e-9);
        assertEquals(0.01, waits.dueToLoad(0.01, 0.5, 1), "no more than was measured");
    }

    /** Arrivals 10 000 +- 100 a window: variance over mean is 1.017; service does not vary; 40 us each. */
    @Test
    void withoutMeasuredDelaysKingmansFormulaTellsTheMean() {
        Forecast delay = predictor(new SampleRecorded(1).guests(4, 0.2).withoutDelays())
                .predict(ONE_MORE)
                .forecasts()
                .get(1);
        assertEquals("queue delay, mean", delay.quantity());
        assertEquals(40 * 2.0 / 3 * 1.017 / 2, delay.now(), 0.01);
        assertEquals(2.25 * delay.now(), delay.predicted(), 1e-9);
    }

    @Test
    void moreThanThereIsHasNoDelay() {
        Prediction prediction = predictor(new SampleRecorded(1).guests(4, 0.4)).predict(ONE_MORE);
        assertEquals(1.2, prediction.forecasts().get(0).predicted(), 1e-9);
        assertEquals(1, prediction.forecasts().size());
        assertTrue(
                prediction.notes().get(0).startsWith("More is asked for than there is"), prediction.notes()::toString);
    }

    @Test
    void roomIsCountedInGuests() {
        Predictor predictor = predictor(new SampleRecorded(1).guests(4, 0.1));
        assertEquals(OptionalInt.of(12), predictor.room(0.801, Optional.empty(), false));
        OptionalInt surely = predictor.room(0.801, Optional.empty(), true);
        assertTrue(surely.orElseThrow() >= 8 && surely.orElseThrow() < 12, surely::toString);
    }

    @Test
    void whatCannotBeIsRefused() {
        SampleRecorded four = new SampleRecorded(1).guests(4, 0.1);
        assertThrows(IllegalArgumentException.class, () -> load(four, new Change(-5, 0, Optional.empty())));
        assertThrows(IllegalArgumentException.class, () -> load(four, new Change(0, -2, Optional.empty())));
        assertThrows(IllegalArgumentException.class, () -> new Change(0, 0, Optional.empty()));
    }

    /** Where the model holds, what comes true lies inside at least as often as is said. */
    @Test
    void theIntervalHoldsWhatComesTrue() {
        int inside = 0;
        for (long seed = 0; seed < 100; seed++) {
            Prediction prediction = predictor(
                            new SampleRecorded(seed).noise(1.5).guests(4, 0.1))
                    .predict(ONE_MORE);
            Recorded later = new SampleRecorded(1000 + seed)
                    .noise(1.5)
                    .guests(5, 0.1)
                    .at(2_000)
                    .build();
            inside += Verification.of(prediction, later).get(0).inside() ? 1 : 0;
        }
        assertTrue(inside >= 85, inside + " of 100");
    }

    @Test
    void errorsThatWereMadeWidenTheNextInterval() {
        List<Outcome> log = new ArrayList<>();
        Prediction prediction = predictor(new SampleRecorded(1).guests(4, 0.1)).predict(ONE_MORE);
        Recorded heavier = new SampleRecorded(2).guests(5, 0.2).at(2_000).build();
        log.add(Verification.of(prediction, heavier).get(0));
        assertEquals(-0.5, log.get(0).error(), 1e-9, "predicted half of what came");
        assertTrue(!log.get(0).inside());
        Calibration calibration = new Calibration(log);
        double scale = calibration.scale("saturation of the busiest worker");
        assertTrue(scale > 3, "ln 2 is 3.8 half intervals of 0.18: " + scale);
        assertEquals(1, calibration.scale("queue delay, p99"), "of that nothing is known");
        Forecast wide = new Predictor(new SampleRecorded(1).guests(4, 0.1).build(), calibration)
                .predict(ONE_MORE)
                .forecasts()
                .get(0);
        assertTrue(wide.low() <= 0.15 && wide.high() >= 0.6, wide::toString);
        assertEquals(scale, wide.scale());
    }

    @Test
    void manyPredictionsThatCameTrueNarrowIt() {
        List<Outcome> log = new ArrayList<>();
        Prediction prediction = predictor(new SampleRecorded(1).guests(4, 0.1)).predict(ONE_MORE);
        for (int i = 1; i <= 9; i++) {
            log.add(Verification.of(
                            prediction,
                            new SampleRecorded(2).guests(5, 0.101).at(2_000 + i).build())
                    .get(0));
            double scale = new Calibration(log).scale("saturation of the busiest worker");
            assertEquals(i < 9 ? 1 : 0.2, scale, 1e-9, i + " checked");
        }
    }

    @Test
    void aPredictionIsOnlyCheckedByWhatItIsFor() {
        Prediction prediction = predictor(new SampleRecorded(1).guests(4, 0.1)).predict(ONE_MORE);
        Recorded unchanged = new SampleRecorded(1).guests(4, 0.1).at(2_000).build();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Verification.of(prediction, unchanged));
        assertTrue(String.valueOf(refused.getMessage())
                .startsWith("predicted were 5 guests and 2 workers, recorded are 4 and 2"));
        Recorded earlier = new SampleRecorded(1).guests(5, 0.1).at(1_000).build();
        assertThrows(IllegalArgumentException.class, () -> Verification.of(prediction, earlier));
    }
}
