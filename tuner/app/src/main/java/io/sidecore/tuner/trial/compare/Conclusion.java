package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.DecisionCounts;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.TrialResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What a trial says, in sentences made from its numbers alone: the same result gives the same sentences. */
final class Conclusion {

    private static final int KEPT_SHOWN = 4;
    /** Above this share of stolen time the numbers say more of the neighbours than of the arms. */
    private static final double STEAL_WORTH_A_WORD = 0.02;

    private final Findings findings;
    private final TrialResult trial;
    private final List<ArmResult> fixed;
    private final Optional<ArmResult> best;
    private final List<String> sentences = new ArrayList<>();

    private Conclusion(Findings findings) {
        this.findings = findings;
        this.trial = findings.trial();
        this.fixed =
                trial.arms().stream().filter(result -> !result.arm().adaptive()).toList();
        this.best = findings.bestFixed();
    }

    /** The sentences, the most important first. */
    static List<String> of(Findings findings) {
        Conclusion conclusion = new Conclusion(findings);
        conclusion.adaptive();
        conclusion.bestFixed();
        conclusion.baseline();
        conclusion.deeds();
        conclusion.notMeasured();
        conclusion.warmUp();
        conclusion.noise();
        conclusion.design();
        return List.copyOf(conclusion.sentences);
    }

    private void bestFixed() {
        if (best.isEmpty()) {
            sentences.add(fixed.isEmpty() ? "There was no fixed arm." : "No fixed arm was measured and steady.");
            return;
        }
        List<String> words = new ArrayList<>();
        words.add(first("highest throughput", Measure.THROUGHPUT));
        words.add(first("lowest p99 latency", Measure.P99));
        words.add(first("least worker CPU", Measure.WORKER_CPU));
        words.removeIf(String::isEmpty);
        sentences.add("Best fixed arm: " + name(best.get()) + " (" + String.join("; ", words) + ").");
    }

    private String first(String title, Measure measure) {
        List<ArmResult> measured = fixed.stream()
                .filter(arm -> measure.of(arm).isPresent() && SteadyPart.of(arm).found())
                .toList();
        List<ArmResult> tied = Ranking.tiedForBest(measure, measured, smallestEffect());
        if (tied.isEmpty()) {
            return "";
        }
        String rest = tied.stream().skip(1).map(Conclusion::name).collect(Collectors.joining(", "));
        return title + ": " + name(tied.get(0)) + (rest.isEmpty() ? "" : ", no difference found to " + rest);
    }

    private void adaptive() {
        for (ArmResult arm : trial.arms()) {
            if (arm.arm().adaptive()) {
                best.ifPresent(base -> against(arm, base, name(base) + ", the best fixed arm"));
            }
        }
    }

    private void baseline() {
        Optional<ArmResult> base = trial.design().baseline().flatMap(trial::arm);
        for (ArmResult arm : trial.arms()) {
            if (base.isPresent() && !arm.equals(base.get()) && !(arm.arm().adaptive() && base.equals(best))) {
                against(arm, base.get(), name(base.get()) + ", the baseline");
            }
        }
    }

    private void against(ArmResult arm, ArmResult base, String baseInWords) {
        List<Comparison> comparisons = findings.against(arm, base);
        if (comparisons.isEmpty()) {
            return; // why is said where arms that were not measured, or not steady, are named
        }
        sentences.add(name(arm) + " was " + verdict(comparisons, baseInWords) + ".");
        sentences.add(name(arm) + " against " + name(base) + ": "
                + comparisons.stream()
                        .map(comparison -> comparison.measure().text() + " " + comparison.text())
                        .collect(Collectors.joining("; "))
                + ".");
    }

    private String verdict(List<Comparison> comparisons, String base) {
        String better = measures(comparisons.stream().filter(Comparison::better).toList());
        String worse = measures(comparisons.stream().filter(Comparison::worse).toList());
        if (better.isEmpty() && worse.isEmpty()) {
            String open = measures(comparisons.stream()
                    .filter(comparison -> comparison.verdict() == Verdict.INCONCLUSIVE)
                    .toList());
            return open.isEmpty()
                    ? "as good as " + base + ": no difference of " + percent(smallestEffect()) + " or more"
                    : "not told apart from " + base + ": inconclusive in " + open;
        }
        if (worse.isEmpty()) {
            return "better than " + base + ", in " + better + ", and not found worse in anything";
        }
        if (better.isEmpty()) {
            return "worse than " + base + ", in " + worse + ", and not found better in anything";
        }
        return "better than " + base + ", in " + better + ", but worse in " + worse;
    }

    private static String measures(List<Comparison> comparisons) {
        return comparisons.stream()
                .map(comparison -> comparison.measure().text())
                .collect(Collectors.joining(" and "));
    }

    private void deeds() {
        trial.arms().stream().filter(arm -> arm.arm().adaptive()).forEach(this::deeds);
    }

    private void deeds(ArmResult arm) {
        DecisionCounts counts = arm.decisionCounts();
        String vetoed = counts.vetoed() == 0 ? "" : "; the veto script did not agree to " + counts.vetoed();
        if (counts.tried() == 0) {
            sentences.add(name(arm) + " changed nothing" + vetoed + ".");
            return;
        }
        int open = counts.tried() - counts.kept() - counts.undone() - counts.failed();
        sentences.add(
                name(arm) + " tried " + counts.tried() + (counts.tried() == 1 ? " change" : " changes") + ", kept "
                        + counts.kept() + " and undid " + counts.undone()
                        + (counts.failed() == 0 ? "" : "; the backend could not carry out " + counts.failed())
                        + (open == 0 ? "" : "; " + open + " not judged when it ended")
                        + vetoed
                        + ".");
        List<DecisionMark> kept = arm.decisions().stream()
                .filter(decision -> decision.outcome() == DecisionMark.Outcome.KEPT)
                .toList();
        for (DecisionMark decision : kept.subList(0, Math.min(KEPT_SHOWN, kept.size()))) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Kept at %.1f s: %s, because %s.",
                    decision.atSeconds(),
                    decision.text(),
                    withoutStop(decision.reason())));
        }
        if (kept.size() > KEPT_SHOWN) {
            sentences.add("It kept " + (kept.size() - KEPT_SHOWN) + " more; the report lists them all.");
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private void notMeasured() {
        for (ArmResult arm : trial.arms()) {
            if (arm.totals().isEmpty()) {
                sentences.add(name(arm) + " was not measured: " + arm.problems().get(0) + ".");
            }
            arm.totals()
                    .filter(totals -> totals.lost() > 0)
                    .ifPresent(totals -> sentences.add(name(arm) + " lost "
                            + totals.lost() + (totals.lost() == 1 ? " request" : " requests")
                            + ", which its latency leaves out."));
        }
    }

    private void noise() {
        OptionalDouble steal = trial.arms().stream()
                .flatMap(arm -> arm.totals().stream())
                .map(ArmTotals::stealShare)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        if (steal.isPresent() && steal.getAsDouble() > STEAL_WORTH_A_WORD) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Other machines took up to %.0f %% of this one's CPU time while an arm was measured (steal): "
                            + "run again before you trust a small difference.",
                    100 * steal.getAsDouble()));
        }
    }

    private void warmUp() {
        List<String> cut = new ArrayList<>();
        for (ArmResult arm : trial.arms()) {
            SteadyPart steady = SteadyPart.of(arm);
            if (arm.totals().isPresent() && !steady.found()) {
                sentences.add(name(arm) + " was not steady in its measured seconds, and is not compared.");
            } else if (arm.totals().isPresent() && steady.cutSeconds() > 0) {
                cut.add(String.format(Locale.ROOT, "%.1f s of %s", steady.cutSeconds(), name(arm)));
            }
        }
        if (!cut.isEmpty()) {
            sentences.add("Not steady yet, and left out of comparisons: the first " + String.join(", ", cut) + ".");
        }
    }

    /** What the design of the trial lets one conclude. */
    private void design() {
        int blocks = trial.design().blocks();
        boolean aba = trial.design().kind() == Design.Kind.ABA;
        if (blocks == 1) {
            sentences.add("The ranges are 95 % intervals from within each arm's measured seconds (block bootstrap); "
                    + (aba
                            ? "only the baseline ran more than once, so drift is looked for but is not in them."
                            : "each arm ran once, so drift of the machine between arms is not in them; "
                                    + "--blocks 3 has it in."));
            return;
        }
        sentences.add(
                "The ranges are 95 % intervals over " + blocks + " blocks (Student's t of the logarithm of ratios "
                        + (aba
                                ? "to the baseline's runs before and after"
                                : "within a block; the order in each was drawn with seed " + trial.seed())
                        + "), so what the machine does from run to run is in them.");
    }

    private double smallestEffect() {
        return trial.design().smallestEffect();
    }

    private static String percent(double share) {
        return new BigDecimal(100 * share)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    private static String name(ArmResult result) {
        return result.arm().name();
    }
}
