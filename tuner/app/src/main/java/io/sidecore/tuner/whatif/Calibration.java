package io.sidecore.tuner.whatif;

import java.util.List;

/**
 * What past predictions say of the next one's interval. With nine or more of a quantity it is made as wide as 9 of 10 of
 * them would have needed (split conformal prediction: Papadopoulos and others, 2002; Lei and others, 2018), wider or
 * narrower. With fewer it is only ever made wider, to what the worst of them would have needed.
 *
 * @param outcomes oldest first
 */
public record Calibration(List<Outcome> outcomes) {

    /** Older ones are of another Sidecore, or another use of the host. */
    private static final int LAST = 50;

    private static final double COVERAGE = 0.9;
    private static final int ENOUGH = 9;
    private static final double LEAST = 0.2;
    private static final double MOST = 20;

    /** Nothing was checked yet. */
    public static final Calibration NONE = new Calibration(List.of());

    public Calibration {
        outcomes = List.copyOf(outcomes);
    }

    /** By how much to stretch the model's interval of a quantity, on a logarithmic scale. */
    public double scale(String quantity) {
        double[] errors = last(quantity).stream()
                .mapToDouble(Outcome::modelErrors)
                .sorted()
                .toArray();
        if (errors.length == 0) {
            return 1;
        }
        int rank = (int) Math.ceil((errors.length + 1) * COVERAGE);
        double needed = errors[Math.min(errors.length, rank) - 1];
        return Math.min(MOST, Math.max(errors.length < ENOUGH ? 1 : LEAST, needed));
    }

    /** How many of the last predictions of a quantity were checked. */
    public int checked(String quantity) {
        return last(quantity).size();
    }

    /** How many of these came true: what was measured lay in their interval. */
    public int inside(String quantity) {
        return (int) last(quantity).stream().filter(Outcome::inside).count();
    }

    private List<Outcome> last(String quantity) {
        List<Outcome> of = outcomes.stream()
                .filter(outcome -> outcome.quantity().equals(quantity))
                .toList();
        return of.subList(Math.max(0, of.size() - LAST), of.size());
    }
}
