package io.sidecore.tuner.report.diagnosis;

/** Text for terminals. */
final class Plain {

    private Plain() {}

    /** Names may hold anything, and a terminal must not obey them; nor can each show more than ASCII. */
    static String text(String text) {
        return text.replace('\u00b5', 'u').replaceAll("[^\\x20-\\x7e]", "?");
    }
}
