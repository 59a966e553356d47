package io.sidecore.tuner.simulator.calibration;

import io.sidecore.tuner.simulator.Costs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Costs as a recording of the embedded backend tells them. For each window of each worker
 *
 * <pre>
 * busy   = packets * packet + visits * visit + calls * call + limited * requeue
 * waking = wakeUps * 2 * wakeWorker
 * waits  = wakeUps * wakeDelay
 * </pre>
 *
 * where busy is its time in visits, waking its other time on a CPU and waits its time without one while it was to run, both
 * of workers that sleep when idle. The last two are medians of all windows; the first is solved by least squares, each window weighted by one over its time, as noise adds up visit
 * by visit; every other window is held out. Windows that are far from what the others say are not fitted to: the worker was
 * kept from running in the middle of visits. A cost that comes out within two standard errors of 0, or below 0, is 0 if it is
 * surely less than its default, or else is not told and keeps its default; the others are fitted again. So none is negative.
 *
 * <p>A standard error is of the noise only. What the equations leave out is in the costs that grow with it: looks at other
 * queues, and going to sleep when work comes meanwhile, are in wakeWorker; other guests' cache lines in visit; and whatever
 * else ran on the workers' CPUs in wakeDelay.
 *
 * @param costs the fitted ones, and defaults
 * @param fits each cost that a worker's time depends on
 * @param fittedWindows how many windows were used
 * @param agreement with the windows held out
 */
public record Calibration(Costs costs, List<FittedCost> fits, int fittedWindows, Agreement agreement) {

    /** How often far windows are looked for: their own part in the fit is less each time. */
    private static final int ROUNDS = 4;

    /** A window is far if it is so many times as far as half of all are. Of normal noise 0.3 % are. */
    private static final double FAR = 4.4;

    /** Of normal noise: 1.4826 median distances are a standard deviation, and the median's error is 1.2533 of the mean's. */
    private static final double ERROR_OF_MEDIAN = 1.4826 * 1.2533;

    /** Fewer leave nothing to hold out. */
    public static final int LEAST_WINDOWS = 20;

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
        List<WorkerWindow> trusted = fitted;
        Map<Term, FittedCost> terms = new Fit(trusted, usual, copying).solve();
        for (int i = 0; i < ROUNDS; i++) {
            trusted = near(fitted, terms, copying);
            terms = new Fit(trusted, usual, copying).solve();
        }
        List<FittedCost> all = new ArrayList<>(terms.values());
        FittedCost wake = perWakeUp(fitted, "wakeWorker", usual.wakeWorker(), window -> window.wakingNanos() / 2);
        FittedCost delay = perWakeUp(fitted, "wakeDelay", usual.wakeDelay(), WorkerWindow::waitNanos);
        all.add(wake);
        all.add(delay);
        return new Calibration(
                costs(usual, terms, wake.value(), delay.value()),
                all,
                trusted.size(),
                agreement(heldOut, terms, copying));
    }

    private static List<WorkerWindow> everyOther(List<WorkerWindow> windows, int from) {
        List<WorkerWindow> some = new ArrayList<>();
        for (int i = from; i < windows.size(); i += 2) {
            some.add(windows.get(i));
        }
        return some;
    }

    /** A cost that is paid once for each wake-up: the median of all windows, as some have waits that are not its own. */
    private static FittedCost perWakeUp(
            List<WorkerWindow> windows, String cost, double usual, ToDoubleFunction<WorkerWindow> paid) {
        double[] each = windows.stream()
                .filter(window -> window.wakeUps() > 0)
                .mapToDouble(window -> paid.applyAsDouble(window) / window.wakeUps())
                .toArray();
        if (each.length == 0) {
            return FittedCost.untold(cost, usual, Fit.NEVER);
        }
        double value = new Median().evaluate(each);
        double[] distances =
                Arrays.stream(each).map(one -> Math.abs(one - value)).toArray();
        double error = ERROR_OF_MEDIAN * new Median().evaluate(distances) / Math.sqrt(each.length);
        return value > Fit.LEAST_T * error
                ? FittedCost.told(cost, value, error, usual)
                : FittedCost.untold(cost, usual, Fit.within(error));
    }

    private static Costs costs(Costs usual, Map<Term, FittedCost> terms, double wakeWorker, double wakeDelay) {
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
                wakeWorker,
                wakeDelay,
                usual.halt(),
                usual.polledHalt(),
                usual.haltPoll(),
                usual.haltPollStart(),
                usual.haltPollGrow(),
                usual.haltPollShrink(),
                usual.sibling(),
                usual.slice(),
                usual.wakeUpGranularity(),
                usual.sleeperCredit(),
                usual.balance(),
                usual.move(),
                usual.visitPackets(),
                usual.visitBytes(),
                usual.handOver(),
                usual.interruptGap(),
                usual.jitter(),
                usual.linkQueue());
    }

    private static List<WorkerWindow> near(List<WorkerWindow> windows, Map<Term, FittedCost> terms, double copying) {
        double[] distances = windows.stream()
                .mapToDouble(window -> Math.abs(predicted(window, terms, copying) - window.busyNanos())
                        / Math.sqrt(window.busyNanos()))
                .toArray();
        double most = FAR * new Median().evaluate(distances);
        List<WorkerWindow> near = new ArrayList<>();
        for (int i = 0; i < distances.length; i++) {
            if (distances[i] <= most) {
                near.add(windows.get(i));
            }
        }
        return near;
    }

    private static double predicted(WorkerWindow window, Map<Term, FittedCost> terms, double copying) {
        double nanos = copying * window.packets();
        for (Map.Entry<Term, FittedCost> term : terms.entrySet()) {
            nanos += term.getKey().times(window) * term.getValue().value();
        }
        return nanos;
    }

    private static Agreement agreement(List<WorkerWindow> heldOut, Map<Term, FittedCost> terms, double copying) {
        double mean =
                heldOut.stream().mapToDouble(WorkerWindow::busyNanos).average().orElse(0);
        double missed = 0;
        double varied = 0;
        double[] relative = new double[heldOut.size()];
        for (int i = 0; i < relative.length; i++) {
            WorkerWindow window = heldOut.get(i);
            double error = predicted(window, terms, copying) - window.busyNanos();
            missed += error * error;
            varied += (window.busyNanos() - mean) * (window.busyNanos() - mean);
            relative[i] = Math.abs(error) / window.busyNanos();
        }
        return new Agreement(
                heldOut.size(),
                varied == 0 ? 0 : 1 - missed / varied,
                new Mean().evaluate(relative),
                new Median().evaluate(relative));
    }
}
