package io.sidecore.tuner.control.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.control.judge.Judgement;
import io.sidecore.tuner.control.judge.Verdict;

/** One line of the journal. {@code t} is seconds since the journal was opened by the run that wrote it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.Started.class, name = "started"),
    @JsonSubTypes.Type(value = JournalEntry.Held.class, name = "held"),
    @JsonSubTypes.Type(value = JournalEntry.Vetoed.class, name = "vetoed"),
    @JsonSubTypes.Type(value = JournalEntry.Intent.class, name = "intent"),
    @JsonSubTypes.Type(value = JournalEntry.Result.class, name = "result")
})
public sealed interface JournalEntry {

    double t();

    /**
     * A run began.
     *
     * @param at wall-clock time, as in {@code 2026-11-23T02:00:00Z}
     * @param policy its name
     * @param backend which backend the run steers; a pending change of another one is not undone
     */
    record Started(double t, String at, String policy, String backend) implements JournalEntry {}

    /** Nothing is done, for another kind of reason than before. */
    record Held(double t, Decision decision) implements JournalEntry {}

    /**
     * A change was not made, since whoever must be asked refused it, or did not answer. Of the latter there is one a minute.
     *
     * @param id as the change has it in the question; unique in the file
     * @param answered false if there was no answer, or none that could be understood
     * @param reason in the words of whoever refused; or why there is no answer
     * @param holdsSeconds for how long the same change is not asked for again
     */
    record Vetoed(double t, String id, Decision decision, boolean answered, String reason, double holdsSeconds)
            implements JournalEntry {}

    /**
     * A change is about to be made.
     *
     * @param id unique in the file
     * @param undo what will undo it, in words
     * @param before how things are now, for the undo by a later run
     */
    record Intent(double t, String id, Decision decision, String undo, Placement before) implements JournalEntry {}

    /**
     * What became of a change.
     *
     * @param id of its intent
     * @param text for people: the numbers of a judgement, or why there is none
     * @param judgement with a verdict of WAIT if it was not judged
     */
    record Result(double t, String id, Verdict verdict, String text, Judgement judgement) implements JournalEntry {}
}
