package io.sidecore.tuner.control;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.ForeignChanges;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import io.sidecore.policies.document.Judging;
import io.sidecore.policies.guard.Refusals;
import io.sidecore.policies.objective.BoundedP99;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Capability;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.judge.Judge;
import io.sidecore.tuner.control.judge.Judgement;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.control.veto.Answer;
import io.sidecore.tuner.control.veto.Asked;
import io.sidecore.tuner.control.veto.Consent;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Observe; if a change is being judged, judge it, else ask the policy, and whoever may veto; journal; act. One change at a
 * time, kept only if judged better. The changes of a policy without a judge are imposed, and so are those that concern no queue, since there
 * is nothing to measure.
 *
 * <p>Knows no thread and no pace: {@link LoopRunner} calls {@link #step}.
 */
public final class ControlLoop implements AutoCloseable {

    /**
     * Where the load is so uneven that nothing can be told, up to so many times the usual number of windows is waited; the
     * judge looks once for each, so that it may err as often as so many judges would, at most.
     */
    private static final int MOST = 6;

    /** An interval that is so many times the least gain says nothing. */
    private static final double VAGUE = 4;

    private final Window window;
    private final ReadyPolicy policy;
    private final Backend backend;
    private final Journal journal;
    private final Optional<Judging> judging;
    private final Consent consent;
    private Optional<Asked> asked = Optional.empty();
    private Optional<OpenTrial> trial = Optional.empty();

    /** A loop that needs nobody's consent. */
    public ControlLoop(Window window, ReadyPolicy policy, Backend backend, Journal journal) {
        this(window, policy, backend, journal, Consent.ofNobody());
    }

    /** The backend, the journal and the window's source stay the caller's, to be closed after the loop. */
    public ControlLoop(Window window, ReadyPolicy policy, Backend backend, Journal journal, Consent consent) {
        this.window = window;
        this.policy = policy;
        this.backend = backend;
        this.journal = journal;
        this.consent = consent;
        this.judging = policy.document().judge();
    }

    /** One turn; never waits, unless whoever may veto lets it wait. */
    public void step() {
        Optional<Disturbance> disturbance = window.read();
        if (trial.isPresent()) {
            settle(trial.get(), disturbance);
            return;
        }
        if (asked.isPresent()) {
            hear(asked.get(), disturbance.isPresent());
            return;
        }
        if (!isReadyToDecide() || !consent.isRested()) {
            return;
        }
        Placement current = backend.placement();
        Observation now = window.smoothed();
        Decision decision = feasible(policy.policy().decide(now, current));
        if (decision instanceof Decision.Hold hold) {
            journal.held(hold, bounded(now).stream().map(BoundedP99::inWords).toList());
        } else {
            ask(decision, current);
        }
    }

    private List<BoundedP99> bounded(Observation now) {
        return policy.document().objective().bounded(now);
    }

    /** A change that shall be judged needs enough windows before it, all of the same load. */
    private boolean isReadyToDecide() {
        return window.steps() >= judgedWindows() && (judging.isEmpty() || window.isSteady());
    }

    /** A decision that this backend cannot carry out becomes a hold that says so. */
    private Decision feasible(Decision decision) {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        missing.addAll(Capability.neededFor(decision));
        missing.removeAll(backend.capabilities());
        return missing.isEmpty()
                ? decision
                : new Decision.Hold(
                        Reason.of("this backend cannot " + missing + ", so not done: " + decision.reason()));
    }

    private void ask(Decision decision, Placement current) {
        Optional<Refusal> standing = consent.standing(decision, current);
        if (standing.isPresent()) {
            journal.held(Refusals.hold(standing.get()), List.of());
            policy.feedback().refused(decision, current, standing.get());
            return;
        }
        Asked question = consent.ask(journal.newId(), decision, policy.policy().expectedGain(decision), current);
        asked = Optional.of(question);
        hear(question, false);
    }

    /** Samples are taken while the answer is awaited; a change that they overtake is dropped, whatever the answer. */
    private void hear(Asked question, boolean disturbed) {
        if (disturbed || !question.before().equals(backend.placement())) {
            asked = Optional.empty();
            policy.feedback().refused(question.decision(), question.before(), Consent.OVERTAKEN);
            return;
        }
        if (!question.answer().isDone() || !isReadyToDecide()) {
            return;
        }
        asked = Optional.empty();
        Answer answer = question.answer().join();
        if (answer.kind() == Answer.Kind.AGREED) {
            consent.agreed();
            act(question.id(), question.decision(), question.before());
        } else {
            refuse(question, answer);
        }
    }

    private void refuse(Asked question, Answer answer) {
        Refusal refusal = consent.refused(question, answer);
        consent.told(answer)
                .ifPresent(words -> journal.vetoed(
                        question.id(),
                        question.decision(),
                        answer.kind() == Answer.Kind.REFUSED,
                        new Refusal(words, refusal.holds())));
        policy.feedback().refused(question.decision(), question.before(), refusal);
    }

    private void act(String intent, Decision decision, Placement current) {
        journal.intent(intent, decision, Undo.of(decision, current), current);
        try {
            Actuation actuation = decision.match(backend)
                    .orElseThrow(() -> new IllegalStateException("the backend took " + decision + " for a hold"));
            double[] before = window.utilities(mostWindows());
            begin(new OpenTrial(actuation, intent, before, backend.placement(), bounded(window.smoothed())), current);
        } catch (RuntimeException e) {
            // The backend has undone what it could. The loop goes on: the next decision may well succeed.
            journal.settled(intent, Verdict.FAILED, String.valueOf(e.getMessage()));
            policy.feedback().undone(decision, current, Feedback.Harm.NONE_SEEN);
            window.begin(settleWindows());
        }
    }

    private void begin(OpenTrial open, Placement before) {
        if (judging.isPresent() && concernsQueues(open.actuation().decision(), before)) {
            trial = Optional.of(open);
            window.begin(settleWindows());
            return;
        }
        String why = judging.isPresent() ? "it concerns no queue" : "the policy does not judge";
        journal.settled(open.intent(), Verdict.IMPOSED, why);
        keep(open);
    }

    private void settle(OpenTrial open, Optional<Disturbance> disturbance) {
        if (disturbance.isPresent()) {
            undo(open);
            journal.settled(
                    open.intent(), Verdict.INCONCLUSIVE, disturbance.get().inWords() + " while it was judged; undone");
            if (disturbance.get() == Disturbance.LOAD) {
                undone(open, Feedback.Harm.NONE_SEEN); // else a host that never rests would be tried without end
            }
            return;
        }
        if (window.steps() > judgedWindows()
                && window.steps() % judgedWindows() != 0
                && window.steps() < mostWindows()) {
            return;
        }
        Judgement judgement = new Judge(judging.orElseThrow()).judge(open.before(), window.utilities(mostWindows()));
        if (judgement.verdict() == Verdict.WAIT || isVague(judgement)) {
            return;
        }
        ForeignChanges foreign = ForeignChanges.between(open.placement(), backend.placement());
        if (!foreign.isEmpty()) {
            journal.settled(open.intent(), Verdict.OVERRIDDEN, foreign.inWords() + "; left as it is");
            keep(open);
            return;
        }
        policy.feedback().measured(open.actuation().decision(), judgement.gain());
        List<String> bounds = BoundedP99.change(open.bounded(), bounded(window.smoothed()));
        if (judgement.verdict() == Verdict.BETTER) {
            journal.judged(open.intent(), judgement, bounds);
            keep(open);
        } else {
            undo(open);
            journal.judged(open.intent(), judgement, bounds);
            undone(open, judgement.verdict() == Verdict.WORSE ? Feedback.Harm.DONE : Feedback.Harm.NONE_SEEN);
        }
    }

    private boolean isVague(Judgement judgement) {
        return judgement.verdict() == Verdict.INCONCLUSIVE
                && judgement.high() - judgement.low()
                        > VAGUE * judging.orElseThrow().minGain()
                && window.steps() < mostWindows();
    }

    private void undone(OpenTrial open, Feedback.Harm harm) {
        policy.feedback().undone(open.actuation().decision(), backend.placement(), harm);
    }

    private void keep(OpenTrial open) {
        trial = Optional.empty();
        open.actuation().keep();
        policy.feedback().kept(open.actuation().decision(), open.placement());
    }

    private void undo(OpenTrial open) {
        trial = Optional.empty();
        window.begin(settleWindows());
        try {
            open.actuation().undo();
        } catch (RuntimeException e) {
            journal.settled(open.intent(), Verdict.FAILED, "its undo failed: " + e.getMessage());
            throw e;
        }
    }

    private static boolean concernsQueues(Decision decision, Placement before) {
        Undo touched = Undo.of(decision, before);
        return !touched.queues().isEmpty()
                || touched.workers().keySet().stream()
                        .anyMatch(worker -> before.queues().containsValue(worker));
    }

    private int judgedWindows() {
        return judging.map(Judging::windows).orElse(1);
    }

    private int mostWindows() {
        return Math.min(MOST * judgedWindows(), Window.MAX_UTILITIES);
    }

    private int settleWindows() {
        return judging.map(Judging::settleWindows).orElse(0);
    }

    /** Undoes a change that was not judged yet. */
    @Override
    public void close() {
        if (trial.isPresent()) {
            OpenTrial open = trial.get();
            undo(open);
            journal.settled(open.intent(), Verdict.ABANDONED, "the loop ended before it could be judged; undone");
        }
    }
}
