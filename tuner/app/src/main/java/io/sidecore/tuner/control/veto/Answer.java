package io.sidecore.tuner.control.veto;

import java.util.stream.Collectors;

/**
 * What came of a question.
 *
 * @param reason blank if agreed; else one line of at most {@link #MOST_CHARACTERS}, with nothing in it that a terminal
 *     could obey
 */
public record Answer(Kind kind, String reason) {

    /** Whether a change may be made. */
    public enum Kind {
        AGREED,
        REFUSED,
        /** Nobody answered, or not as was asked for: taken as refused, to be safe. */
        NONE
    }

    /** Longer reasons are cut. */
    public static final int MOST_CHARACTERS = 200;

    private static final Answer AGREED = new Answer(Kind.AGREED, "");

    public Answer {
        if ((kind == Kind.AGREED) != reason.isBlank() || reason.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("only what is not agreed to has a reason, of at most " + MOST_CHARACTERS
                    + " characters: " + kind + " '" + reason + "'");
        }
    }

    public static Answer agreed() {
        return AGREED;
    }

    /** Refused; of the text only the first line counts. */
    public static Answer refused(String text) {
        String line = line(text);
        return new Answer(Kind.REFUSED, line.isBlank() ? "the veto script gave no reason" : line);
    }

    /**
     * No answer that could be understood.
     *
     * @param why a sentence that is not blank
     */
    public static Answer none(String why) {
        return new Answer(Kind.NONE, line(why));
    }

    /** What somebody else wrote, as one harmless line. Letters of any language are left. */
    private static String line(String text) {
        String first = text.lines().findFirst().orElse("").strip();
        String harmless = first.codePoints()
                .limit(MOST_CHARACTERS)
                .mapToObj(each -> isHarmless(each) ? Character.toString(each) : "?")
                .collect(Collectors.joining());
        return harmless.substring(0, Math.min(harmless.length(), MOST_CHARACTERS));
    }

    /** A character of the basic plane that is seen, or a blank: no control, and none that changes how others are shown. */
    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> Character.isBmpCodePoint(character);
        };
    }
}
