package io.sidecore.tuner.whatif;

import java.util.Optional;

/**
 * What is to change.
 *
 * @param guests how many more, or fewer if negative
 * @param workers likewise
 * @param like the guest that those which come or go are like; absent for the mean of all
 */
public record Change(int guests, int workers, Optional<String> like) {

    public Change {
        if (guests == 0 && workers == 0) {
            throw new IllegalArgumentException(
                    "nothing changes: --guests and --workers are both 0 (want +1 or -1, say)");
        }
    }

    /** {@code 1 guest more}. */
    public String text() {
        String what = count(guests, "guest");
        String with = count(workers, "worker");
        String both = what.isEmpty() || with.isEmpty() ? what + with : what + " and " + with;
        return both + (guests == 0 ? "" : like.map(name -> ", like " + name).orElse(", like the mean of all"));
    }

    private static String count(int number, String noun) {
        return number == 0
                ? ""
                : Math.abs(number) + " " + noun + (Math.abs(number) == 1 ? "" : "s")
                        + (number > 0 ? " more" : " fewer");
    }
}
