package io.sidecore.policies.peers.iocm;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.Iocm;
import io.sidecore.policies.peers.Pace;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The throughput policy of the I/O manager of IOcm, later SidecoreM. It knows one thing to change: the number of I/O
 * cores, 0 for not sharing at all ({@link Layout}). In each epoch:
 *
 * <ol>
 *   <li>The epoch asks for a move or none ({@link Wishes}). A move is made that enough of the last epochs asked for, that
 *       is far enough from the last good move, and whose penalty is over.
 *   <li>After adding or removing a core, some epochs are left out and some averaged. If bytes per cycle rose by less than
 *       the least gain, and changed at all, the move is regretted: the reverse is made, and the penalty grows.
 *   <li>No other move is made meanwhile. Starting and stopping to share is never judged.
 * </ol>
 *
 * It knows no nodes, no latency, and no weight of guests. What it wants takes several steps; no epoch passes during them,
 * and the next begins after the last.
 */
public final class IocmPolicy implements Policy {

    /** A move whose worth is not known yet. */
    private record Trial(Move move, int from, double before, long sinceEpoch, Rewards after) {}

    private final String name;
    private final Iocm limits;
    private final Host host;
    private final Pace epochs;
    private final Usage used = new Usage();
    private final Wishes wishes;
    private final Requests requests;
    private final Rewards rewards;
    private final Regrets regrets;
    private Optional<Trial> trial = Optional.empty();
    private int ioCores;
    private boolean hasBegun;
    private long epoch;
    private Optional<Long> lastGoodEpoch = Optional.empty();
    private String why;

    /** @param name what reasons call the policy */
    public IocmPolicy(String name, Iocm limits, Host host, NanoClock clock) {
        this.name = name;
        this.limits = limits;
        this.host = host;
        this.epochs = new Pace(clock, Duration.ofMillis(limits.epochMillis()));
        this.wishes = new Wishes(limits, host.cores().io().count());
        this.requests = new Requests(limits.requestEpochs());
        this.rewards = new Rewards(limits.averageEpochs());
        this.regrets = new Regrets(limits);
        this.ioCores = Math.min(limits.minIoCores(), host.cores().io().count());
        this.why = "starts with " + Text.count(ioCores, "I/O core");
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        if (current.queues().isEmpty()) {
            hasBegun = false;
            return hold("there are no guests");
        }
        Optional<Decision> step = step(current);
        if (step.isPresent() || !hasBegun) {
            begin();
            return step.orElseGet(() -> hold(why));
        }
        used.add(now);
        if (!epochs.isDue()) {
            return hold(why);
        }
        epoch++;
        Epoch seen = Epoch.of(used, ioCores, host.cores(), limits.cyclesPerSecond());
        used.clear();
        why = trial.isPresent() ? judge(trial.get(), seen) : consider(seen);
        Optional<Decision> first = step(current);
        if (first.isPresent()) {
            begin();
        }
        return first.orElseGet(() -> hold(why));
    }

    /** Begins an epoch: what was seen before is none of it. */
    private void begin() {
        hasBegun = true;
        epochs.restart();
        used.clear();
    }

    private Optional<Decision> step(Placement current) {
        return new Layout(ioCores).target(current, host.cores()).firstStep(name + ": " + why, current);
    }

    private Decision hold(String text) {
        return new Decision.Hold(Reason.of(name + ": " + text));
    }

    /** What is said of the epoch; makes the move if all agree. */
    private String consider(Epoch seen) {
        rewards.add(seen.bytesPerCycle());
        Optional<Move> wish = wishes.of(seen);
        requests.add(wish);
        if (wish.isEmpty()) {
            return seen.inWords() + "; nothing to change";
        }
        Move move = wish.get();
        String wants = seen.inWords() + "; wants to " + move;
        long asked = requests.count(move);
        if (asked < limits.requestsNeeded()) {
            return wants + ", asked for in " + asked + " of the last " + limits.requestEpochs() + " epochs, needs "
                    + limits.requestsNeeded();
        }
        double distance = lastGoodEpoch.map(good -> (double) (epoch - good)).orElse(Double.POSITIVE_INFINITY);
        if (distance < limits.distanceEpochs()) {
            return wants + ", " + Math.round(distance) + " epochs after the last good move, needs "
                    + limits.distanceEpochs();
        }
        long left = regrets.left(move, epoch);
        if (left > 0) {
            return wants + ", which it regretted; not again for " + Text.count((int) left, "epoch");
        }
        return make(move, seen);
    }

    private String make(Move move, Epoch seen) {
        int from = ioCores;
        ioCores = wishes.after(move, seen);
        requests.clear();
        if (move.isJudged()) {
            trial = Optional.of(new Trial(move, from, rewards.mean(), epoch, new Rewards(limits.averageEpochs())));
        }
        return seen.inWords() + "; " + move + ", from " + from + " to " + ioCores;
    }

    private String judge(Trial open, Epoch seen) {
        long passed = epoch - open.sinceEpoch();
        if (passed > limits.settleEpochs()) {
            open.after().add(seen.bytesPerCycle());
        }
        int wanted = limits.settleEpochs() + limits.averageEpochs();
        if (passed < wanted) {
            return "waits to see whether it helped to " + open.move() + ", epoch " + passed + " of " + wanted;
        }
        trial = Optional.empty();
        String numbers = String.format(
                Locale.ROOT,
                "bytes per cycle went from %.3f to %.3f",
                open.before(),
                open.after().mean());
        if (regrets.isGood(open.before(), open.after().mean())) {
            lastGoodEpoch = Optional.of(epoch);
            regrets.forgive();
            return "it was good to " + open.move() + ": " + numbers;
        }
        ioCores = open.from();
        long penalty = regrets.regret(open.move(), epoch);
        return "regrets to " + open.move() + ": " + numbers + ", wants " + limits.minGain() + " more; back to "
                + Text.count(ioCores, "I/O core") + ", not again for " + Text.count((int) penalty, "epoch");
    }
}
