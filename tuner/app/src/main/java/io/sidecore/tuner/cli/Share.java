package io.sidecore.tuner.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share, as people type it: {@code 2%}, {@code 0.5 %} or {@code 0.02}.
 *
 * @param value above 0, at most 1
 */
record Share(double value) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?) ?(%?)");

    static Share parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        double share = matcher.matches()
                ? Double.parseDouble(matcher.group(1)) / (matcher.group(2).isEmpty() ? 1 : 100)
                : Double.NaN;
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("not a share: '" + text + "' (want something like 2% or 0.02)");
        }
        return new Share(share);
    }
}
