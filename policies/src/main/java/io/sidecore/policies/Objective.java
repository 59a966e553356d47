package io.sidecore.policies;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.objective.BoundedP99;
import io.sidecore.policies.objective.ClassTraffic;
import io.sidecore.policies.objective.GuestClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is after, as one number for each observation:
 *
 * <pre>
 * utility  = sum over classes c of share(c) * worth(c) - cpuPrice * cpus * min(1, 8 / guests)
 * share(c) = weight(c) / sum of the weights of all classes that have guests here
 * worth(c) = throughputWeight * ln(1 + delivered/idlePacketsPerSecond)
 *          - delayWeight * activity * meanLogDelay
 *          - p99Price * activity * meanLogExcess
 * activity = delivered / (delivered + idlePacketsPerSecond)
 * cpus     = CPUs that the workers used + kicks per second * kickCostMicros / 1e6
 * </pre>
 *
 * {@code meanLogDelay} is the mean of ln(1 + delay in microseconds) over the queues, each weighted by its own activity:
 * a guest that asks one question at a time counts as much as one that streams. Logarithms make differences of utility
 * into ratios: with a weight of 1, 0.05 is 5 % of throughput. Without traffic, throughput and delay say nothing, and
 * what remains is the price of the CPUs: polling pays under load, not when idle.
 *
 * <p>{@code meanLogExcess} is the mean, weighted likewise, of max(0, ln(p99/bound)) over the queues that have a p99. A p99
 * within its bound is worth nothing more, however short: that is the mean's matter. Beyond it, the price is that of a ratio
 * again: half of the excess is half of the price, on whatever scale the bound is. A fixed fine would give nothing for coming
 * nearer to a bound that cannot be met, and one by the microsecond would drown all else where somebody waits for seconds.
 *
 * <p>With no classes all guests are one. With some, their throughput is the weighted geometric mean of that of each, which
 * is what proportional fairness maximises (Kelly, 1997): e times as many frames for a class that has half of all weight are
 * worth half of {@code throughputWeight}, however much others move; more for one class and no less for others is better;
 * and a class without traffic adds nothing, whatever its weight. Shares do not depend on traffic, or more of it in a class
 * that does poorly could count as a loss. Which frames and queues are whose, {@link ClassTraffic} says.
 *
 * @param throughputWeight worth of e times as many frames delivered; 0 or more
 * @param delayWeight worth of a queue delay e times shorter; 0 or more. Above about 0.25 more traffic at a long delay
 *     could count as a loss
 * @param cpuPrice price of one CPU spent for up to 8 guests; 0 or more. It falls as there are more guests, as throughput is a
 *     ratio: a tenth of what 80 guests move is worth ten times the CPUs that a tenth of what 8 move is worth
 * @param kickCostMicros guest CPU time that one kick costs: an exit is about 2,000 cycles (SplitX, 2011) and the
 *     eventfd write with its wake-up as much again; 0 to 1000
 * @param idlePacketsPerSecond traffic below which a queue counts as nearly idle; above 0
 * @param p99BoundMicros what the p99 delay of a queue shall not exceed, of guests whose class says nothing else; above 0.
 *     Histograms of powers of two tell a p99 within a factor of two only
 * @param p99Price price of a p99 e times the bound; above 0 if and only if there is a bound. Above about 0.5 more traffic at
 *     many times the bound could count as a loss
 * @param classes guests that count apart; those that none names are a class of weight 1
 */
public record Objective(
        double throughputWeight,
        double delayWeight,
        double cpuPrice,
        double kickCostMicros,
        double idlePacketsPerSecond,
        OptionalDouble p99BoundMicros,
        double p99Price,
        List<GuestClass> classes) {

    private static final double GUESTS_OF_PRICE = 8;
    private static final double MICROS_PER_SECOND = 1e6;

    public Objective {
        classes = List.copyOf(classes);
        requireAtLeastZero("throughputWeight", throughputWeight);
        requireAtLeastZero("delayWeight", delayWeight);
        requireAtLeastZero("cpuPrice", cpuPrice);
        requireAtLeastZero("kickCostMicros", kickCostMicros);
        requireAtLeastZero("p99Price", p99Price);
        requireAboveZero("idlePacketsPerSecond", idlePacketsPerSecond);
        requireAboveZero("p99BoundMicros", p99BoundMicros.orElse(1));
        if (throughputWeight + delayWeight + cpuPrice == 0) {
            throw new IllegalArgumentException(
                    "throughputWeight, delayWeight and cpuPrice are all 0: at least one must be above 0");
        }
        requireDifferentNames(classes);
        boolean bounded = p99BoundMicros.isPresent()
                || classes.stream().anyMatch(each -> each.p99BoundMicros().isPresent());
        if (p99Price > 0 && !bounded) {
            throw new IllegalArgumentException(
                    "p99Price needs a p99BoundMicros, of the objective or of a class: " + p99Price);
        }
        if (bounded && p99Price == 0) {
            throw new IllegalArgumentException(
                    "p99BoundMicros needs a p99Price above 0, or it would change nothing: 0");
        }
    }

    private static void requireAtLeastZero(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be 0 or more: " + value);
        }
    }

    private static void requireAboveZero(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be above 0: " + value);
        }
    }

    private static void requireDifferentNames(List<GuestClass> classes) {
        Set<String> names = new HashSet<>(Set.of(GuestClass.DEFAULT.name()));
        for (GuestClass each : classes) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("each class needs a name of its own, and \""
                        + GuestClass.DEFAULT.name() + "\" is that of guests in none: \"" + each.name() + "\"");
            }
        }
    }

    /** No bound, and all guests are one class. */
    public Objective(
            double throughputWeight,
            double delayWeight,
            double cpuPrice,
            double kickCostMicros,
            double idlePacketsPerSecond) {
        this(
                throughputWeight,
                delayWeight,
                cpuPrice,
                kickCostMicros,
                idlePacketsPerSecond,
                OptionalDouble.empty(),
                0,
                List.of());
    }

    /** Reads a policy file's block, whose later fields may be left out. */
    @JsonCreator
    static Objective read(
            @JsonProperty("throughputWeight") double throughputWeight,
            @JsonProperty("delayWeight") double delayWeight,
            @JsonProperty("cpuPrice") double cpuPrice,
            @JsonProperty("kickCostMicros") double kickCostMicros,
            @JsonProperty("idlePacketsPerSecond") double idlePacketsPerSecond,
            @JsonProperty("p99BoundMicros") @Nullable Double p99BoundMicros,
            @JsonProperty("p99Price") @Nullable Double p99Price,
            @JsonProperty("classes") @Nullable List<GuestClass> classes) {
        return new Objective(
                throughputWeight,
                delayWeight,
                cpuPrice,
                kickCostMicros,
                idlePacketsPerSecond,
                p99BoundMicros == null ? OptionalDouble.empty() : OptionalDouble.of(p99BoundMicros),
                p99Price == null ? 0 : p99Price,
                classes == null ? List.of() : classes);
    }

    /** Higher is better; comparable only between observations of the same guests. */
    public double utility(Observation now) {
        double worth = 0;
        for (ClassTraffic seen : ClassTraffic.of(now, classes)) {
            worth += seen.share() * worth(seen);
        }
        return worth - cpuPrice * cpus(now) * Math.min(1, GUESTS_OF_PRICE / guests(now));
    }

    /** Those that a worker serves. */
    private static double guests(Observation now) {
        Set<String> guests = new HashSet<>();
        for (QueueLoad queue : now.queues()) {
            if (queue.worker().isPresent()) {
                guests.add(queue.queue().device());
            }
        }
        return guests.size();
    }

    private double worth(ClassTraffic seen) {
        double delivered = seen.deliveredPerSecond();
        double throughput = seen.guests().throughputWeight().orElse(throughputWeight);
        double delay = seen.guests().delayWeight().orElse(delayWeight);
        return throughput * Math.log1p(delivered / idlePacketsPerSecond)
                - delay * activity(delivered) * seen.meanLogDelay(idlePacketsPerSecond)
                - p99Price * activity(delivered) * excess(seen);
    }

    private double excess(ClassTraffic seen) {
        OptionalDouble bound = bound(seen.guests());
        return bound.isPresent() ? seen.meanLogExcess(bound.getAsDouble(), idlePacketsPerSecond) : 0;
    }

    private OptionalDouble bound(GuestClass guests) {
        return guests.p99BoundMicros().isPresent() ? guests.p99BoundMicros() : p99BoundMicros;
    }

    /** CPUs spent on I/O: by the workers, and by the guests on kicks. */
    public double cpus(Observation now) {
        double kicks =
                now.workers().stream().mapToDouble(WorkerLoad::kicksPerSecond).sum();
        return now.workerCpus() + kicks * kickCostMicros / MICROS_PER_SECOND;
    }

    private double activity(double packetsPerSecond) {
        return packetsPerSecond / (packetsPerSecond + idlePacketsPerSecond);
    }

    /** The p99 of each class that has a bound and is seen to have a delay. */
    public List<BoundedP99> bounded(Observation now) {
        List<BoundedP99> all = new ArrayList<>();
        if (p99Price > 0) {
            for (ClassTraffic seen : ClassTraffic.of(now, classes)) {
                OptionalDouble bound = bound(seen.guests());
                OptionalDouble p99 = seen.longestP99Micros();
                if (bound.isPresent() && p99.isPresent()) {
                    String guests =
                            classes.isEmpty() ? "all guests" : seen.guests().name();
                    all.add(new BoundedP99(guests, bound.getAsDouble(), p99.getAsDouble()));
                }
            }
        }
        return all;
    }

    /** Its bound and its classes, for reports; absent if it has neither. */
    public Optional<String> inWords() {
        List<String> words = new ArrayList<>();
        p99BoundMicros.ifPresent(bound -> words.add("p99 within " + GuestClass.number(bound) + " us"));
        if (p99Price > 0) {
            words.add("p99 price " + GuestClass.number(p99Price));
        }
        classes.forEach(each -> words.add("class " + each.inWords()));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }
}
