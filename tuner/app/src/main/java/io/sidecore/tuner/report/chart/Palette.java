package io.sidecore.tuner.report.chart;

/**
 * Which colour class an arm has: those of Okabe and Ito, which people with any kind of colour vision tell apart. Colour
 * never stands alone: every mark is also named.
 */
final class Palette {

    private static final int COLOURS = 6;

    private Palette() {}

    /** A class of the style sheet. */
    static String arm(int index) {
        return "a" + index % COLOURS;
    }
}
