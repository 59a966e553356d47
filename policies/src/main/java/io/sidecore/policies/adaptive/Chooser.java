package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Objective;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import io.sidecore.policies.Touched;
import io.sidecore.policies.document.Judging;
import io.sidecore.policies.document.Parameters.Adaptive;
import io.sidecore.policies.guard.HandsOff;
import io.sidecore.policies.guard.Refusals;
import io.sidecore.policies.guard.Seconds;
import io.sidecore.policies.guard.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses worker count, placement, polling and pinning together: of all arrangements, and of all single changes that the
 * rules propose, the one that the model expects most of. What is tried and undone raises its own price, and lets the others
 * wait; what comes of it corrects the model.
 */
final class Chooser implements Policy, Feedback {

    /** A step that is not taken is a step saved: so much of utility for each queue moved, or worker set. */
    private static final double STEP_PRICE = 0.0003;

    private static final double ANYWHERE_PRICE = 0.02;

    /**
     * After so many failures in a row only what the model expects to gain is tried, not what might gain if the model erred:
     * on a steady load curiosity ends.
     */
    private static final int CURIOUS_FAILURES = 7;

    private final Sight sight;
    private final Objective objective;
    private final Judging judging;
    private final Host host;
    private final Adaptive limits;
    private final Learnt learnt;
    private final CgroupSets sets;
    private final Suspects suspects;
    private final Proposals proposals;
    private final HandsOff.Claims claims;
    private final Refusals refusals;
    private final Tried tried;
    private final LoadChange loadChange = new LoadChange();
    private final ModelErrors errors = new ModelErrors();
    private Optional<Choice> pending = Optional.empty();

    /** What an administrator has changed that kept a proposal from being considered. */
    private Optional<String> claimed = Optional.empty();

    private Optional<Choice> kept = Optional.empty();

    /** A change, and what is expected of it: a gain, and how much more is hoped for. */
    private record Choice(
            Decision decision,
            String kind,
            List<String> shape,
            double gain,
            double hope,
            Placement before,
            double utilityBefore,
            Touched touched,
            Placement after,
            Map<String, Double> rates,
            Map<String, Double> packets) {

        Choice with(Map<String, Double> expected) {
            return new Choice(
                    decision, kind, shape, gain, hope, before, utilityBefore, touched, after, expected, packets);
        }
    }

    Chooser(
            Sight sight,
            Adaptive limits,
            Objective objective,
            Judging judging,
            Host host,
            Map<String, Rule> rules,
            HandsOff.Claims claims,
            Refusals refusals,
            NanoClock clock) {
        this.sight = sight;
        this.objective = objective;
        this.judging = judging;
        this.host = host;
        this.limits = limits;
        this.learnt = new Learnt(limits);
        this.sets = new CgroupSets(host, limits.matchCgroups());
        this.suspects = new Suspects(clock);
        this.proposals = new Proposals(host, limits, sets, rules, claims, suspects);
        this.claims = claims;
        this.refusals = refusals;
        this.tried = new Tried(clock, judging);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        Situation here = sight.of(now, current);
        learnt.see(now, current);
        learn(now, current);
        if (loadChange.sees(now, current, here.limits().idlePacketsPerSecond())) {
            tried.forget();
            learnt.forget();
            errors.forget();
        }
        long rest = tried.restNanos();
        claimed = Optional.empty();
        Optional<Choice> best = best(here, now, current);
        if (best.isEmpty() && claimed.isPresent()) {
            return HandsOff.Claims.leftAlone(claimed.get());
        }
        if (best.isEmpty() || best.get().gain + best.get().hope < judging.minGain()) {
            return new Decision.Hold(Reason.of(nothing(best, here)));
        }
        if (rest > 0) {
            return new Decision.Hold(Reason.of("rests another " + Seconds.of(rest) + ", since " + tried.failuresInARow()
                    + " tries in a row were undone"));
        }
        pending = best;
        return best.get().decision;
    }

    @Override
    public OptionalDouble expectedGain(Decision decision) {
        return pending.filter(choice -> choice.decision.equals(decision))
                .map(choice -> OptionalDouble.of(choice.gain))
                .orElseGet(OptionalDouble::empty);
    }

    /** Names no other arrangement: which one is next best changes with every breath. */
    private String nothing(Optional<Choice> best, Situation here) {
        String what = best.map(choice -> "the best other arrangement promises " + gain(choice.gain)
                        + (choice.hope > 0 ? ", at most " + gain(choice.gain + choice.hope) : "") + ", and "
                        + gain(judging.minGain()) + " is asked for")
                .orElse("no other arrangement is left to try");
        return "nothing to gain: " + what + "; now " + here.summary();
    }

    private static String gain(double gain) {
        return String.format(Locale.ROOT, "%+.3f", gain);
    }

    private Optional<Choice> best(Situation here, Observation now, Placement current) {
        List<String> shape = Shape.of(current);
        Model model = new Model(now, current, host, limits, learnt);
        boolean curious = here.isActive() && tried.failuresInARow() < CURIOUS_FAILURES;
        double before = objective.utility(now);
        ModelErrors.Seen seen = errors
        .new Seen(current, before, loads(now, current), placement -> objective.utility(model.expect(placement)));
        double stepPrice = LargeHost.is(host, here) ? STEP_PRICE * LargeHost.partOfStep(current) : STEP_PRICE;
        Map<String, Double> packets = packets(now, current);
        Optional<Choice> best = Optional.empty();
        double bestWorth = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, Decision> proposal : proposals.of(here, now, current)) {
            Decision decision = proposal.getValue();
            Placement after = current.after(decision);
            List<String> reached = Shape.of(after);
            if (reached.equals(shape)
                    || tried.waits(proposal.getKey(), reached)
                    || refusals.of(reached).isPresent()) {
                continue;
            }
            Optional<String> claim = claims.on(current, after);
            if (claim.isPresent()) {
                claimed = claim;
                continue;
            }
            if (sets.mixes(current, after)) {
                continue;
            }
            ModelErrors.Correction correction = seen.of(after);
            double gain = objective.utility(model.expect(after)) + correction.mean() - before - handicap(here, after);
            double hope = curious ? correction.deviation() : 0;
            double worth = gain + hope - stepPrice * Moves.between(current, after);
            if (worth > bestWorth) {
                bestWorth = worth;
                best = Optional.of(new Choice(
                        explained(decision, gain, correction.deviation()),
                        proposal.getKey(),
                        reached,
                        gain,
                        hope,
                        current,
                        before,
                        Touched.by(decision, current),
                        after,
                        Map.of(),
                        packets));
            }
        }
        return best.map(choice -> choice.with(model.rates(choice.after)));
    }

    /** Of the queues of a placement, in their order; 0 where none was seen. */
    private static double[] loads(Observation now, Placement current) {
        Map<QueueId, Double> loads = new HashMap<>();
        now.queues().forEach(load -> loads.put(load.queue(), load.busy()));
        return current.queues().keySet().stream()
                .mapToDouble(queue -> loads.getOrDefault(queue, 0.0))
                .toArray();
    }

    /** Workers that run anywhere take CPUs from guests, which no counter of theirs shows. */
    private static double handicap(Situation here, Placement after) {
        boolean anywhere = after.queues().values().stream()
                .distinct()
                .anyMatch(worker ->
                        after.setting(worker).cpus().equals(here.cores().all()));
        return anywhere ? ANYWHERE_PRICE : 0;
    }

    /** The reason, with what is expected and how sure that is. */
    private Decision explained(Decision decision, double gain, double error) {
        Reason reason = Reason.of(String.format(
                Locale.ROOT,
                "%s (expected gain %+.3f [%+.3f, %+.3f]; %s)",
                decision.reason(),
                gain,
                gain - error,
                gain + error,
                learnt.inWords()));
        return decision.match(new WithReason(reason));
    }

    private static Map<String, Double> packets(Observation now, Placement current) {
        Map<String, Double> packets = new HashMap<>();
        now.queues().stream()
                .filter(load -> current.queues().containsKey(load.queue()))
                .forEach(load -> packets.merge(load.queue().device(), load.packetsPerSecond(), Double::sum));
        return packets;
    }

    /** A change has been kept since: what came of it? */
    private void learn(Observation now, Placement current) {
        if (kept.isEmpty()) {
            return;
        }
        Choice choice = kept.get();
        kept = Optional.empty();
        packets(now, current).forEach((guest, is) -> {
            double was = choice.packets.getOrDefault(guest, 0.0);
            double expected = choice.rates.getOrDefault(guest, 1.0);
            if (was > 0 && is > 0) {
                learnt.correct(guest, expected, is / was);
            }
        });
    }

    @Override
    public void measured(Decision decision, double gain) {
        pending.filter(choice -> choice.decision.equals(decision)).ifPresent(choice -> {
            errors.learn(choice.before, choice.utilityBefore);
            errors.learn(choice.after, choice.utilityBefore + gain);
        });
    }

    @Override
    public void kept(Decision decision, Placement after) {
        if (pending.filter(choice -> choice.decision.equals(decision)).isPresent()) {
            kept = pending;
            suspects.agreed(pending.orElseThrow().touched.guests());
            tried.kept();
        }
        pending = Optional.empty();
    }

    @Override
    public void refused(Decision decision, Placement current, Refusal refusal) {
        suspects.refused(Touched.by(decision, current).guests(), refusal.holds());
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        pending.filter(choice -> choice.decision.equals(decision)).ifPresent(choice -> {
            suspects.agreed(choice.touched.guests());
            tried.failed(choice.kind, choice.shape, harm == Harm.DONE);
            learnt.disappointed(choice.rates);
        });
        pending = Optional.empty();
    }
}
