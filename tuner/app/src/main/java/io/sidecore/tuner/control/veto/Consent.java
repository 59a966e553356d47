package io.sidecore.tuner.control.veto;

import io.sidecore.policies.Decision;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Refusal;
import io.sidecore.policies.guard.Refusals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for each change, but not too often. A refusal holds for that same change, and after each one there is a short rest,
 * since policies have many changes to propose. Whoever does not answer is left alone for longer, and that is told only now
 * and then. Undoing a change needs no consent.
 */
public final class Consent {

    /** After a refusal: at most two questions a second. */
    static final Duration REST = Duration.ofMillis(500);

    /** After more refusals in a row each rest is twice as long, at most as long as a refusal holds: all may be refused today. */
    static final int IN_A_ROW = 12;

    private static final int MAX_DOUBLINGS = 20;

    /** After a question without answer, which may have cost its whole time limit. */
    static final Duration RETRY = Duration.ofSeconds(10);

    /** How often it is told that there is no answer. */
    static final Duration TOLD = Duration.ofMinutes(1);

    /** What a policy is told of a change that was not made because things changed while it was asked for. */
    public static final Refusal OVERTAKEN =
            new Refusal("things changed while the veto script was asked", Duration.ZERO);

    private final Optional<? extends Veto> veto;
    private final NanoClock clock;
    private final InstantSource timeOfDay;
    private final Refusals refusals;
    private int refusedInARow;
    private boolean resting;
    private long restUntilNanos;
    private boolean wasTold;
    private long toldNanos;
    private int untold;

    private Consent(Optional<? extends Veto> veto, NanoClock clock, InstantSource timeOfDay) {
        this.veto = veto;
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.refusals = new Refusals(clock);
    }

    /** Nobody is asked. */
    public static Consent ofNobody() {
        return new Consent(Optional.empty(), () -> 0, InstantSource.system());
    }

    /**
     * Of one who may refuse, if there is one.
     *
     * @param clock for how long refusals hold
     * @param timeOfDay stands in the questions
     */
    public static Consent of(Optional<? extends Veto> veto, NanoClock clock, InstantSource timeOfDay) {
        return new Consent(veto, clock, timeOfDay);
    }

    /** Whether something may be asked now. */
    public boolean isRested() {
        resting &= restUntilNanos - clock.nanoTime() > 0;
        return !resting;
    }

    /** The refusal of the same change that still holds. */
    public Optional<Refusal> standing(Decision decision, Placement current) {
        return refusals.of(decision, current);
    }

    /** Asks; the answer is there at once if nobody needs to be asked. */
    public Asked ask(String id, Decision decision, OptionalDouble gain, Placement current) {
        CompletableFuture<Answer> answer = veto.isPresent()
                ? veto.get().ask(new Question(id, timeOfDay.instant(), decision, gain, current))
                : CompletableFuture.completedFuture(Answer.agreed());
        return new Asked(id, decision, current, answer);
    }

    /** Takes note of an answer that is no consent, and says what it means for the policy. */
    public Refusal refused(Asked asked, Answer answer) {
        boolean answered = answer.kind() == Answer.Kind.REFUSED;
        Duration holds = answered ? veto.orElseThrow().holds() : RETRY;
        resting = true;
        restUntilNanos = clock.nanoTime() + (answered ? rest(holds) : RETRY).toNanos();
        Refusal refusal = new Refusal(answer.reason(), holds);
        refusals.refused(asked.decision(), asked.before(), refusal);
        return refusal;
    }

    private Duration rest(Duration most) {
        refusedInARow++;
        int doublings = Math.min(Math.max(0, refusedInARow - IN_A_ROW), MAX_DOUBLINGS);
        Duration rest = REST.multipliedBy(1L << doublings);
        return rest.compareTo(most) < 0 ? rest : most;
    }

    /** Takes note of a consent. */
    public void agreed() {
        refusedInARow = 0;
    }

    /** What is to be told of an answer that is no consent: each refusal, but silence once a minute. */
    public Optional<String> told(Answer answer) {
        if (answer.kind() == Answer.Kind.REFUSED) {
            return Optional.of(answer.reason());
        }
        long now = clock.nanoTime();
        if (wasTold && now - toldNanos < TOLD.toNanos()) {
            untold++;
            return Optional.empty();
        }
        String before = untold == 0 ? "" : " (as " + untold + " more since this was last told)";
        wasTold = true;
        toldNanos = now;
        untold = 0;
        return Optional.of(answer.reason() + before);
    }
}
