package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import io.sidecore.policies.guard.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * How far the model is off, placement by placement, and how sure that is: a Gaussian process (Rasmussen and Williams, 2006,
 * algorithm 2.1) over what the utility was where it was measured, less what the model says of it. Placements are alike, by
 * the guests' loads, if the same guests are served in the same mode, pinned or not, and in as much company. So what one try
 * shows is believed of all that are like it, and what is like nothing that was tried is the least sure.
 */
final class ModelErrors {

    /** How far the model is off, usually: of utility, one standard deviation. */
    private static final double AMPLITUDE = 0.15;

    /** What is worse than that is a matter of its own, and says little of others: so many standard deviations. */
    private static final double MOST = 3;

    /** What a measurement is off itself: one standard deviation. */
    private static final double NOISE = 0.015;

    private static final double SLEEP_SPIN = 0.5;
    private static final double SLEEP_POLL = 0.35;
    private static final double SPIN_POLL = 0.7;
    private static final double PINNED_OR_NOT = 0.45;

    /** So many times the company, measured as e to that, are alike by 1/e. */
    private static final double COMPANY = 1;

    private static final int PLACES = 24;

    /** How the queues of a placement are served, in their order. */
    private static final class Served {
        private final PollMode.Kind[] modes;
        private final boolean[] pinned;
        private final double[] logCompany;

        /** Share of their worker's time that is left by the loads: in which its mode matters. */
        private final double[] idle;

        private Served(int queues) {
            this.modes = new PollMode.Kind[queues];
            this.pinned = new boolean[queues];
            this.logCompany = new double[queues];
            this.idle = new double[queues];
        }

        static Served by(Placement placement, double[] loads) {
            Map<WorkerId, Integer> company = new HashMap<>();
            Map<WorkerId, Double> busy = new HashMap<>();
            int i = 0;
            for (WorkerId worker : placement.queues().values()) {
                company.merge(worker, 1, Integer::sum);
                busy.merge(worker, loads[i++], Double::sum);
            }
            Map<WorkerId, Placement.Setting> settings = new HashMap<>(placement.workers());
            Served served = new Served(placement.queues().size());
            i = 0;
            for (WorkerId worker : placement.queues().values()) {
                Placement.Setting setting = Objects.requireNonNull(settings.get(worker));
                served.modes[i] = setting.mode().kind();
                served.pinned[i] = setting.cpus().count() == 1;
                served.logCompany[i] = Math.log(Objects.requireNonNull(company.get(worker)));
                served.idle[i] = Math.max(0, 1 - Objects.requireNonNull(busy.get(worker)));
                i++;
            }
            return served;
        }

        private double alike(Served other, int i) {
            double mode = Math.sqrt((1 - idle[i]) * (1 - other.idle[i]))
                    + Math.sqrt(idle[i] * other.idle[i]) * ModelErrors.alike(modes[i], other.modes[i]);
            return mode
                    * (pinned[i] == other.pinned[i] ? 1 : PINNED_OR_NOT)
                    * Math.exp(-Math.abs(logCompany[i] - other.logCompany[i]) / COMPANY);
        }
    }

    /** A placement and its utility. */
    private record Measured(Placement placement, double utility) {}

    /** Where it was measured under the present load, last ones last. */
    private final Map<List<String>, Measured> measured = new LinkedHashMap<>();

    /** Where the utility was measured. One that was measured before says how all others have changed since. */
    void learn(Placement placement, double utility) {
        List<String> shape = Shape.of(placement);
        Measured before = measured.remove(shape);
        if (before != null) {
            double drift = utility - before.utility;
            measured.replaceAll((key, old) -> new Measured(old.placement, old.utility + drift));
        }
        measured.put(shape, new Measured(placement, utility));
        if (measured.size() > PLACES) {
            measured.remove(measured.keySet().iterator().next());
        }
    }

    /** The load is another. */
    void forget() {
        measured.clear();
    }

    /** What is to be added to the model's utility of a placement, and its standard deviation. */
    record Correction(double mean, double deviation) {}

    /** The errors as they look now. */
    final class Seen {
        private final double[] loads;
        private final double load;
        private final List<Served> known = new ArrayList<>();
        private final CholeskyDecomposition covariance;
        private final RealVector solved;

        /**
         * @param current the present placement
         * @param utility what is observed of it
         * @param loads of its queues, in their order, any unit
         * @param model what it says of a placement now
         */
        Seen(Placement current, double utility, double[] loads, ToDoubleFunction<Placement> model) {
            this.loads = loads.clone();
            this.load = Arrays.stream(loads).sum();
            known.add(Served.by(current, loads));
            List<Double> errors = new ArrayList<>(List.of(utility - model.applyAsDouble(current)));
            List<String> here = Shape.of(current);
            Measured before = measured.get(here);
            double drift = before == null ? 0 : utility - before.utility;
            measured.forEach((shape, one) -> {
                if (!shape.equals(here)
                        && one.placement
                                .queues()
                                .keySet()
                                .equals(current.queues().keySet())) {
                    known.add(Served.by(one.placement, loads));
                    double error = one.utility + drift - model.applyAsDouble(one.placement);
                    errors.add(Math.max(-MOST * AMPLITUDE, Math.min(MOST * AMPLITUDE, error)));
                }
            });
            int n = known.size();
            RealMatrix matrix = new Array2DRowRealMatrix(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double alike = AMPLITUDE * AMPLITUDE * alike(known.get(i), known.get(j));
                    matrix.setEntry(i, j, alike);
                    matrix.setEntry(j, i, alike);
                }
                matrix.addToEntry(i, i, NOISE * NOISE);
            }
            covariance = new CholeskyDecomposition(matrix, 1e-9, 1e-12);
            solved = covariance
                    .getSolver()
                    .solve(new ArrayRealVector(
                            errors.stream().mapToDouble(Double::doubleValue).toArray()));
        }

        /** Of that placement. */
        Correction of(Placement placement) {
            Served served = Served.by(placement, loads);
            RealVector alike = new ArrayRealVector(known.stream()
                    .mapToDouble(one -> AMPLITUDE * AMPLITUDE * alike(one, served))
                    .toArray());
            double variance = AMPLITUDE * AMPLITUDE * alike(served, served)
                    - alike.dotProduct(covariance.getSolver().solve(alike));
            return new Correction(alike.dotProduct(solved), Math.sqrt(Math.max(0, variance)));
        }

        /** From 0, nothing in common, to 1. */
        private double alike(Served one, Served other) {
            double sum = 0;
            for (int i = 0; i < loads.length; i++) {
                sum += loads[i] > 0 ? loads[i] * one.alike(other, i) : 0;
            }
            return load > 0 ? sum / load : 0;
        }
    }

    private static double alike(PollMode.Kind one, PollMode.Kind other) {
        if (one == other) {
            return 1;
        }
        boolean sleeps = one == PollMode.Kind.SLEEP || other == PollMode.Kind.SLEEP;
        boolean polls = one == PollMode.Kind.POLL || other == PollMode.Kind.POLL;
        return sleeps && polls ? SLEEP_POLL : sleeps ? SLEEP_SPIN : SPIN_POLL;
    }
}
