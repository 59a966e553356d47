package io.sidecore.policies;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a decision was taken, in the operator's words and numbers. */
public record Reason(@JsonValue String text) {
    public Reason {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a decision needs a reason");
        }
    }

    public static Reason of(String text) {
        return new Reason(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
