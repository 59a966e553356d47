package io.sidecore.policies.objective;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * The name of a guest, or of many: {@code *} stands for any letters, or none, as in {@code db-*}.
 *
 * @param text 1 to 40 letters, digits, '.', '_', '-' or '*'
 */
public record NamePattern(String text) {

    private static final char ANY = '*';

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public NamePattern {
        if (!text.matches("[A-Za-z0-9._*-]{1,40}")) {
            throw new IllegalArgumentException("not a guest's name: '" + text
                    + "' (want 1 to 40 letters, digits, '.', '_', '-' or '*', as in vm1 or db-*)");
        }
    }

    /** Goes back to the last star only, since earlier ones cannot do better: never slower than the product of the lengths. */
    public boolean matches(String name) {
        int at = 0;
        int i = 0;
        int star = -1;
        int resume = 0;
        while (i < name.length()) {
            if (at < text.length() && text.charAt(at) == ANY) {
                star = at++;
                resume = i;
            } else if (at < text.length() && text.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(letter -> letter == ANY);
    }

    @Override
    public String toString() {
        return text;
    }
}
