package io.sidecore.tuner.control;

/** Why what was seen before cannot be compared with what is seen now. */
enum Disturbance {
    GUESTS("guests came or went"),
    LOAD("the load changed");

    private final String words;

    Disturbance(String words) {
        this.words = words;
    }

    String inWords() {
        return words;
    }
}
