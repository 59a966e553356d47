package io.sidecore.tuner.top.text;

/** Names that somebody else chose, for a terminal. */
public final class Harmless {

    private Harmless() {}

    /** Everything but printable ASCII as {@code ?}: a terminal must not obey it, and each character is one column wide. */
    public static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isHarmless(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints().forEach(each -> harmless.append(each < 0x7f && isHarmless((char) each) ? (char) each : '?'));
        return harmless.toString();
    }

    private static boolean isHarmless(char each) {
        return each >= ' ' && each < 0x7f;
    }
}
