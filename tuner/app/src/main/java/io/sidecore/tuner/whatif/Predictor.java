package io.sidecore.tuner.whatif;

import io.sidecore.tuner.statistics.BlockBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Predicts what a change does, on a logarithmic scale and with an interval of
 *
 * <pre>
 * t * sqrt(2 * s^2 + e^2) * scale
 * s = standard error by block bootstrap over windows; twice, since what is recorded later will be off by as much again
 * e = error of the model itself, assumed until predictions were checked
 * t = 1.83, Student's for ten blocks and 9 of 10
 * scale = what past predictions say of all this ({@link Calibration})
 * </pre>
 */
public final class Predictor {

    /** Error of adding up loads: guests that share a worker batch better, or get into each other's way. Assumed. */
    private static final double LOAD_ERROR = 0.1;

    /** Error of a delay by a queueing model, which for heavy tails and bursts is no better than that. Assumed. */
    private static final double DELAY_ERROR = 0.4;

    /** A tenth outside, half of it to each side. */
    private static final double TAIL = 0.05;

    private static final double STUDENT =
            -new TDistribution(null, BlockBootstrap.BLOCKS - 1.0).inverseCumulativeProbability(TAIL);

    /** A load is not told below this: its logarithm would say more of rounding than of load. */
    private static final double LEAST = 1e-4;

    private static final int MOST_GUESTS = 10_000;

    private final Recorded recorded;
    private final Calibration calibration;
    private final int[] all;

    public Predictor(Recorded recorded, Calibration calibration) {
        this.recorded = recorded;
        this.calibration = calibration;
        this.all = recorded.loads().allWindows();
    }

    /**
     * Predicts.
     *
     * @throws IllegalArgumentException if the change cannot be made, or makes no sense on that host
     */
    public Prediction predict(Change change) {
        int guests = recorded.guests().size() + change.guests();
        int workers = recorded.workers().size() + (recorded.shared() ? change.workers() : change.guests());
        if (!recorded.shared() && change.workers() != 0) {
            throw new IllegalArgumentException("each guest brings a worker of its own on " + recorded.host()
                    + ", so that workers do not come or go by themselves (leave out --workers)");
        }
        if (guests < 0 || workers < 1) {
            throw new IllegalArgumentException(
                    "there are only " + recorded.guests().size() + " guests and "
                            + recorded.workers().size() + " workers");
        }
        Forecast load = load(change);
        List<Forecast> forecasts = new ArrayList<>(List.of(load));
        List<String> notes = new ArrayList<>();
        delay(change, load.predicted(), notes).ifPresent(forecasts::add);
        notes.add(
                recorded.shared()
                        ? "A guest that comes is served by the worker that is the least loaded then."
                        : "Each guest brings a worker of its own: the busiest stays at "
                                + Math.round(100 * recorded.busiestOwn())
                                + " %, and what all share is the host's CPUs.");
        return new Prediction(
                recorded.host(), recorded.startedEpochMillis(), change.text(), guests, workers, forecasts, notes);
    }

    /** How many more guests fit until the load exceeds a limit; absent for more than any host has. */
    public OptionalInt room(double limit, Optional<String> like, boolean atUpperEnd) {
        if (fits(MOST_GUESTS, limit, like, atUpperEnd)) {
            return OptionalInt.empty();
        }
        int fits = 0;
        int tooMany = MOST_GUESTS;
        while (tooMany - fits > 1) { // load grows with guests; and an interval is costly
            int middle = (fits + tooMany) / 2;
            if (fits(middle, limit, like, atUpperEnd)) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return OptionalInt.of(fits);
    }

    private boolean fits(int more, double limit, Optional<String> like, boolean atUpperEnd) {
        Change change = new Change(more, 0, like);
        return recorded.loads().busiestAfter(change, all) <= limit
                && !(atUpperEnd && load(change).high() > limit);
    }

    private Forecast load(Change change) {
        ToDoubleFunction<int[]> after =
                windows -> Math.max(LEAST, recorded.loads().busiestAfter(change, windows));
        return forecast(
                recorded.resource(),
                Forecast.SHARE,
                recorded.loads().busiest(all),
                after.applyAsDouble(all),
                half(spread(after), LOAD_ERROR),
                true);
    }

    private Optional<Forecast> delay(Change change, double loadAfter, List<String> notes) {
        if (loadAfter >= Waits.MOST_LOAD) {
            notes.add("More is asked for than there is: queues wait longer and longer, until guests hold back.");
            return Optional.empty();
        }
        Waits waits = recorded.waits();
        OptionalDouble measured = waits.measured() ? waits.measuredMicros(all) : OptionalDouble.empty();
        if (measured.isPresent() && measured.getAsDouble() > 0) {
            double due =
                    waits.dueToLoad(measured.getAsDouble(), recorded.loads().busiest(all), recorded.servers())
                            / measured.getAsDouble();
            ToDoubleFunction<int[]> after = windows -> Math.max(
                    LEAST, waits.measuredMicros(windows).orElse(0) * (1 + due * (growth(change, windows) - 1)));
            return Optional.of(forecast(
                    "queue delay, p99",
                    Forecast.MICROS,
                    measured.getAsDouble(),
                    after.applyAsDouble(all),
                    half(spread(after), DELAY_ERROR),
                    true));
        }
        OptionalDouble modelled = waits.modelledMicros(recorded.loads().busiest(all), recorded.servers());
        if (modelled.isEmpty() || modelled.getAsDouble() <= 0) {
            notes.add("Neither delays nor turns of queues were counted, so that nothing is said of their delay.");
            return Optional.empty();
        }
        notes.add("No delay was measured; the mean is that of a model (Kingman).");
        return Optional.of(forecast(
                "queue delay, mean",
                Forecast.MICROS,
                modelled.getAsDouble(),
                modelled.getAsDouble() * growth(change, all),
                half(spread(windows -> growth(change, windows)), DELAY_ERROR),
                false));
    }

    private double growth(Change change, int[] windows) {
        return Waits.crowd(recorded.loads().busiestAfter(change, windows), recorded.servers())
                / Waits.crowd(recorded.loads().busiest(windows), recorded.servers());
    }

    private static double half(double standardError, double modelError) {
        return STUDENT * Math.sqrt(2 * standardError * standardError + modelError * modelError);
    }

    private double spread(ToDoubleFunction<int[]> value) {
        double[] logs = BlockBootstrap.draws(all.length, windows -> Math.log(value.applyAsDouble(windows)));
        return Math.sqrt(StatUtils.variance(logs));
    }

    private Forecast forecast(
            String quantity, String unit, double now, double predicted, double half, boolean checkable) {
        double scale = calibration.scale(quantity);
        double wide = Math.exp(half * scale);
        return new Forecast(quantity, unit, now, predicted, predicted / wide, predicted * wide, scale, checkable);
    }
}
