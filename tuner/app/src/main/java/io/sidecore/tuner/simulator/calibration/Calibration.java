package io.sidecore.tuner.simulator.calibration;

import io.sidecore.tuner.simulator.Costs;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Costs as a recording of the embedded backend tells them. For each window of each worker
 *
 * <pre>
 * time = packets * packet + visits * visit + calls * call + limited * requeue + wakeUps * 2 * wakeWorker
 * </pre>
 *
 * where time is that on a CPU of a worker that sleeps when idle, and that of its visits of any other. Solved by least
 * squares, each window weighted by one over its time, as noise adds up visit by visit; every other window is held out. A
 * cost that comes out within two standard errors of 0, or below 0, is not told: it keeps its default, and the others are
 * fitted again. So no cost is negative.
 *
 * <p>A standard error is of the noise only. What the equation leaves out is in the costs that grow with it: what is spent on
 * going to sleep when work comes meanwhile, and other guests' cache lines, are in visit and call.
 *
 * @param costs the fitted ones, and defaults
 * @param fits each cost that a worker's time depends on
 * @param fittedWindows how many windows were used
 * @param agreement with the windows held out
 */
public record Calibration(Costs costs, List<FittedCost> fits, int fittedWindows, Agreement agreement) {

    /** Fewer leave nothing to hold out. */
    public static final int LEAST_WINDOWS = 20;

    private static final double LEAST_T = 2;

    public Calibration {
        fits = List.copyOf(fits);
    }

    /**
     * Fits.
     *
     * @param usual the defaults
     * @param frameBytes mean size of the frames, which a recording does not tell: their copying is priced as by default
     * @throws IllegalArgumentException if there are too few windows
     */
    public static Calibration of(List<WorkerWindow> windows, Costs usual, double frameBytes) {
        if (windows.size() < LEAST_WINDOWS) {
            throw new IllegalArgumentException("has " + windows.size() + " windows in which a worker of the embedded"
                    + " backend served something; want " + LEAST_WINDOWS + " or more");
        }
        List<WorkerWindow> fitted = everyOther(windows, 0);
        List<WorkerWindow> heldOut = everyOther(windows, 1);
        double copying = frameBytes * usual.kilobyte() / 1000;
        Map<Term, FittedCost> terms = new Fit(fitted, usual, copying).solve();
        List<FittedCost> all = new ArrayList<>(terms.values());
        FittedCost delay = wakeDelay(fitted, usual);
        all.add(delay);
        return new Calibration(
                costs(usual, terms, delay.value()), all, fitted.size(), agreement(heldOut, terms, copying));
    }

    private static List<WorkerWindow> everyOther(List<WorkerWindow> windows, int from) {
        List<WorkerWindow> some = new ArrayList<>();
        for (int i = from; i < windows.size(); i += 2) {
            some.add(windows.get(i));
        }
        return some;
    }

    /** By the waits of workers that sleep: waits = wakeUps * wakeDelay. What else runs on their CPUs makes it longer. */
    private static FittedCost wakeDelay(List<WorkerWindow> windows, Costs usual) {
        List<WorkerWindow> woken =
                windows.stream().filter(window -> window.wakeUps() > 0).toList();
        double[][] rows =
                woken.stream().map(window -> new double[] {window.wakeUps()}).toArray(double[][]::new);
        double[] waits = woken.stream().mapToDouble(WorkerWindow::waitNanos).toArray();
        Optional<LeastSquares> fit = LeastSquares.of(rows, waits);
        if (fit.isEmpty() || fit.get().values()[0] <= LEAST_T * fit.get().errors()[0]) {
            return FittedCost.untold(
                    "wakeDelay",
                    usual.wakeDelay(),
                    woken.isEmpty()
                            ? Fit.NEVER
                            : Fit.within(fit.stream()
                                    .mapToDouble(each -> each.errors()[0])
                                    .findFirst()
                                    .orElse(0)));
        }
        return FittedCost.told("wakeDelay", fit.get().values()[0], fit.get().errors()[0], usual.wakeDelay());
    }

    private static Costs costs(Costs usual, Map<Term, FittedCost> terms, double wakeDelay) {
        Map<Term, Double> values = new EnumMap<>(Term.class);
        terms.forEach((term, cost) -> values.put(term, cost.value()));
        return new Costs(
                values.getOrDefault(Term.PACKET, usual.packet()),
                usual.kilobyte(),
                values.getOrDefault(Term.VISIT, usual.visit()),
                usual.look(),
                usual.guestSwitch(),
                usual.cgroupSwitch(),
                values.getOrDefault(Term.REQUEUE, usual.requeue()),
                usual.remote(),
                usual.kick(),
                values.getOrDefault(Term.CALL, usual.call()),
                usual.interrupt(),
                usual.postedInterrupt(),
                values.getOrDefault(Term.WAKE_WORKER, usual.wakeWorker()),
                wakeDelay,
                usual.halt(),
                usual.sibling(),
                usual.slice(),
                usual.wakeUpGranularity(),
                usual.sleeperCredit(),
                usual.balance(),
                usual.move(),
                usual.visitPackets(),
                usual.visitBytes());
    }

    private static Agreement agreement(List<WorkerWindow> heldOut, Map<Term, FittedCost> terms, double copying) {
        double mean =
                heldOut.stream().mapToDouble(WorkerWindow::nanos).average().orElse(0);
        double missed = 0;
        double varied = 0;
        double relative = 0;
        for (WorkerWindow window : heldOut) {
            double predicted = copying * window.packets();
            for (Map.Entry<Term, FittedCost> term : terms.entrySet()) {
                predicted += term.getKey().times(window) * term.getValue().value();
            }
            double error = predicted - window.nanos();
            missed += error * error;
            varied += (window.nanos() - mean) * (window.nanos() - mean);
            relative += Math.abs(error) / window.nanos();
        }
        return new Agreement(heldOut.size(), varied == 0 ? 0 : 1 - missed / varied, relative / heldOut.size());
    }
}
