package io.sidecore.policies.bench;

import io.sidecore.policies.plan.Draws;
import io.sidecore.policies.plan.Instance;
import io.sidecore.policies.plan.Numa;
import io.sidecore.policies.plan.Plan;
import io.sidecore.policies.plan.PlanGuest;
import io.sidecore.policies.plan.Planner;
import io.sidecore.policies.plan.Ruled;
import io.sidecore.policies.plan.Rules;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What planning costs at the size that Sidecore is designed for, 10 000 virtqueues on 128 workers of 8 nodes under several
 * rules at once, and how good the plans are: prints lines {@code name value unit}. Each distribution of loads has a row for
 * a plan from nothing, and one for the steady state: loads have drifted by up to a fifth since the last plan. The median and
 * the 99th percentile are of the time that the one thread used, as the machine may be shared; {@code elapsed} is the median
 * by the clock.
 *
 * <p>Arguments: the names of distributions, and {@code decide} for what a decision of the adaptive policy costs at that size;
 * no name means all.
 */
public final class PlanBench {

    private static final int QUEUES = 10_000;
    private static final int WORKERS = 128;
    private static final int NODES = 8;
    private static final int WARM_UP = 300;
    private static final int RUNS = 300;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintStream out;

    /** How long the runs of a plan took in the middle and at worst, by the thread's own time and by the clock. */
    private record Measured(double median, double p99, double elapsed, Plan plan) {}

    private PlanBench(PrintStream out) {
        this.out = out;
    }

    /** See the type. */
    public static void main(String[] args) {
        PlanBench bench = new PlanBench(System.out);
        for (Draws.Shape shape : Draws.Shape.values()) {
            String name = shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (args.length == 0 || List.of(args).contains(name)) {
                bench.row(shape, name);
            }
        }
        if (args.length == 0 || List.of(args).contains("decide")) {
            DecideCost.print(System.out);
        }
    }

    private void row(Draws.Shape shape, String name) {
        SplittableRandom random = new SplittableRandom(1);
        Instance fresh = constrained(shape, random);
        print("plan-10000." + name + ".fresh", measure(fresh));
        Plan plan = Planner.plan(fresh);
        Instance drifted =
                Draws.served(fresh, queue -> plan.assignment().get(queue), queue -> 0.8 + 0.4 * random.nextDouble());
        print("plan-10000." + name, measure(drifted));
    }

    /** Own node only, at most 60 guests to a worker, sets of guests apart, a third of the guests together, some isolated. */
    private static Instance constrained(Draws.Shape shape, SplittableRandom random) {
        List<PlanGuest> guests = new ArrayList<>();
        for (PlanGuest guest : Draws.guests(shape.loads(QUEUES, WORKERS, random), 4, NODES)) {
            Optional<String> isolation = guests.size() / NODES % 20 == 0 ? Optional.of("gold") : Optional.empty();
            boolean together = guests.size() % 3 == 0;
            guests.add(new PlanGuest(guest.name(), guest.node(), "", isolation, together, guest.queues()));
        }
        List<Set<String>> apart = new ArrayList<>();
        for (int set = 0; set < 100; set++) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                names.add(guests.get(set * 25 + i).name());
            }
            apart.add(names);
        }
        Rules rules = Ruled.ANY
                .with(Numa.HARD)
                .withGuestsPerWorker(60)
                .withApart(apart)
                .rules();
        return new Instance(Draws.workers(WORKERS, NODES), guests, rules);
    }

    private static Measured measure(Instance instance) {
        for (int i = 0; i < WARM_UP; i++) {
            Planner.plan(instance);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] millis = new double[RUNS];
        double[] elapsed = new double[RUNS];
        Plan plan = Planner.plan(instance);
        for (int i = 0; i < RUNS; i++) {
            long before = System.nanoTime();
            long used = threads.getCurrentThreadCpuTime();
            plan = Planner.plan(instance);
            millis[i] = (threads.getCurrentThreadCpuTime() - used) / NANOS_PER_MILLI;
            elapsed[i] = (System.nanoTime() - before) / NANOS_PER_MILLI;
        }
        Arrays.sort(millis);
        Arrays.sort(elapsed);
        return new Measured(millis[RUNS / 2], millis[RUNS * 99 / 100], elapsed[RUNS / 2], plan);
    }

    private void print(String name, Measured measured) {
        Plan plan = measured.plan();
        line(name + ".median", measured.median(), "ms");
        line(name + ".median.limit", 10, "ms");
        line(name + ".p99", measured.p99(), "ms");
        line(name + ".elapsed", measured.elapsed(), "ms");
        line(name + ".gap", 100 * plan.gap(), "percent");
        line(name + ".gap.limit", 1, "percent");
        line(name + ".moves", plan.moves().size(), "queues");
        line(name + ".unplaced", QUEUES - plan.assignment().size(), "queues");
        line(name + ".unplaced.limit", 0, "queues");
    }

    private void line(String name, double value, String unit) {
        out.printf(Locale.ROOT, "%s %.2f %s%n", name, value, unit);
    }
}
