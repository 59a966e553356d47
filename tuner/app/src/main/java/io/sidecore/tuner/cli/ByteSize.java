package io.sidecore.tuner.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people type it: {@code 4096}, {@code 64K}, {@code 500M}, {@code 2G}; a K is 1024. */
record ByteSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([KMGT]?)(?:i?B)?");
    private static final String UNITS = "KMGT";

    static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT).replace('I', 'i'));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size: '" + text + "' (want something like 500M or 2G)");
        }
        int unit = matcher.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(matcher.group(2));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too large a size: '" + text + "'", e);
        }
    }

    /** {@code 812 KiB}. */
    static String inWords(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1023.95 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %siB" : "%.0f %siB", value, UNITS.charAt(unit));
    }
}
