package io.sidecore.tuner.study.talk.claim;

import java.util.List;

/**
 * One claim of the talk, and what became of it.
 *
 * @param number in the list of the talk's claims, 9 to 19
 * @param talk what the talk says, in short
 * @param rule what was compared, and what decides
 * @param finding whether it holds
 * @param evidence the numbers, a line each
 * @param guess why it does not hold, if it does not; else empty
 */
public record Claim(int number, String talk, String rule, Finding finding, List<String> evidence, String guess) {

    /** Whether a claim holds. */
    public enum Finding {
        HOLDS("HOLDS"),
        DOES_NOT_HOLD("DOES NOT HOLD"),
        NOT_TESTED("NOT TESTED HERE");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        static Finding of(boolean holds) {
            return holds ? HOLDS : DOES_NOT_HOLD;
        }
    }

    public Claim {
        evidence = List.copyOf(evidence);
        guess = finding == Finding.DOES_NOT_HOLD ? guess : "";
    }

    /** One for which nothing was measured that it could be decided by. */
    static Claim notTested(int number, String talk, String rule, String why) {
        return new Claim(number, talk, rule, Finding.NOT_TESTED, List.of(why), "");
    }
}
