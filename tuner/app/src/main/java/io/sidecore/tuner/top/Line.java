package io.sidecore.tuner.top;

/**
 * A line of a page.
 *
 * @param style how it stands out
 */
public record Line(String text, Style style) {

    /** How lines stand out. */
    public enum Style {
        PLAIN,
        /** What the page is about. */
        TITLE,
        /** The heads of columns. */
        HEADING,
        /** Worth a look. */
        ALARM,
        /** Explains. */
        QUIET
    }

    static Line plain(String text) {
        return new Line(text, Style.PLAIN);
    }
}
