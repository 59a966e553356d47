package io.sidecore.tuner.top;

import io.sidecore.tuner.top.terminal.Keys;
import java.util.function.BiFunction;

/**
 * A question on the last line, and the answer as far as it is typed.
 *
 * @param question what is asked
 * @param answer so far
 * @param apply what a whole answer changes; an {@code IllegalArgumentException} says what is wrong with it
 */
record Prompt(String question, String answer, BiFunction<Settings, String, Settings> apply) {

    private static final int LONGEST = 200;

    static Prompt of(String question, BiFunction<Settings, String, Settings> apply) {
        return new Prompt(question, "", apply);
    }

    /** With a key more. */
    Prompt with(int key) {
        if (key == Keys.BACKSPACE) {
            return new Prompt(question, answer.isEmpty() ? "" : answer.substring(0, answer.length() - 1), apply);
        }
        boolean printable = key >= ' ' && key < Keys.BACKSPACE && answer.length() < LONGEST;
        return printable ? new Prompt(question, answer + (char) key, apply) : this;
    }

    String text() {
        return question + ": " + answer + "_";
    }
}
