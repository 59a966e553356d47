package io.sidecore.tuner.simulator.calibration;

import io.sidecore.tuner.simulator.Costs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Solves for those {@link Term}s that the windows tell; the others keep their default, one after the other. */
final class Fit {

    static final String NEVER = "never paid in the recording";
    private static final String DEPENDENT =
            "grows with another cost in every window, so that only their sum can be told";
    /** A cost must be so many standard errors above 0. */
    static final double LEAST_T = 2;

    private final List<WorkerWindow> windows;
    private final Costs usual;
    private final double copying;
    private final List<Term> open = new ArrayList<>(List.of(Term.values()));
    private final Map<Term, FittedCost> found = new EnumMap<>(Term.class);

    /** @param copying of each frame, in nanoseconds: known */
    Fit(List<WorkerWindow> windows, Costs usual, double copying) {
        this.windows = windows;
        this.usual = usual;
        this.copying = copying;
    }

    /** Every term, told or not. */
    Map<Term, FittedCost> solve() {
        for (Term term : Term.values()) {
            if (windows.stream().allMatch(window -> term.times(window) == 0)) {
                keepUsual(term, NEVER);
            }
        }
        while (!open.isEmpty()) {
            Optional<LeastSquares> fit = fit(open);
            if (fit.isEmpty()) {
                keepUsual(dependent(), DEPENDENT);
                continue;
            }
            int weakest = weakest(fit.get());
            if (t(fit.get(), weakest) < LEAST_T) {
                settle(
                        open.get(weakest),
                        fit.get().values().get(weakest),
                        fit.get().errors().get(weakest));
                continue;
            }
            for (int i = 0; i < open.size(); i++) {
                Term term = open.get(i);
                found.put(
                        term,
                        FittedCost.told(
                                term.cost(),
                                fit.get().values().get(i),
                                fit.get().errors().get(i),
                                term.usual(usual)));
            }
            open.clear();
        }
        return found;
    }

    static String within(double error) {
        return String.format(Locale.ROOT, "cannot be told from 0 or less, with a standard error of %.0f ns", error);
    }

    /** One that may be 0: if it is surely less than its default, it is 0, else its default is as good as any. */
    private void settle(Term term, double value, double error) {
        if (value + LEAST_T * error < term.usual(usual)) {
            open.remove(term);
            found.put(term, FittedCost.told(term.cost(), 0, error, term.usual(usual)));
        } else {
            keepUsual(term, within(error));
        }
    }

    private void keepUsual(Term term, String why) {
        open.remove(term);
        found.put(term, FittedCost.untold(term.cost(), term.usual(usual), why));
    }

    /** The least important one without which the others can be told. */
    private Term dependent() {
        for (int i = open.size() - 1; i > 0; i--) {
            List<Term> others = new ArrayList<>(open);
            Term term = others.remove(i);
            if (fit(others).isPresent()) {
                return term;
            }
        }
        return open.get(open.size() - 1);
    }

    private static double t(LeastSquares fit, int i) {
        double error = fit.errors().get(i);
        return error == 0
                ? Math.signum(fit.values().get(i)) * Double.MAX_VALUE
                : fit.values().get(i) / error;
    }

    private static int weakest(LeastSquares fit) {
        int weakest = 0;
        for (int i = 1; i < fit.values().size(); i++) {
            if (t(fit, i) < t(fit, weakest)) {
                weakest = i;
            }
        }
        return weakest;
    }

    private Optional<LeastSquares> fit(List<Term> terms) {
        double[][] rows = new double[windows.size()][terms.size()];
        double[] times = new double[windows.size()];
        for (int i = 0; i < times.length; i++) {
            WorkerWindow window = windows.get(i);
            double weight = 1 / Math.sqrt(window.busyNanos());
            double known = copying * window.packets();
            for (Map.Entry<Term, FittedCost> cost : found.entrySet()) {
                known += cost.getValue().value() * cost.getKey().times(window);
            }
            times[i] = (window.busyNanos() - known) * weight;
            for (int j = 0; j < terms.size(); j++) {
                rows[i][j] = terms.get(j).times(window) * weight;
            }
        }
        return LeastSquares.of(rows, times);
    }
}
