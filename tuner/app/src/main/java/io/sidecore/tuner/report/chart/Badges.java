package io.sidecore.tuner.report.chart;

import java.util.ArrayList;
import java.util.List;

/** Puts numbers on a line, and joins those that would overlap: 1, 2, 3-7. */
final class Badges {

    private Badges() {}

    /**
     * One badge.
     *
     * @param first number of its first decision, from 1
     * @param last number of its last
     * @param x its middle, in pixels
     */
    record Badge(int first, int last, double x) {
        String text() {
            return first == last ? String.valueOf(first) : first + "\u2013" + last;
        }

        double width() {
            return 10 + 6.5 * text().length();
        }

        private boolean overlaps(Badge later) {
            return later.x - x < (width() + later.width()) / 2 + 1;
        }

        private Badge with(Badge later) {
            return new Badge(first, later.last, (x + later.x) / 2);
        }
    }

    /** Badges for decisions at these places, which ascend. */
    static List<Badge> at(List<Double> places) {
        List<Badge> badges = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Badge next = new Badge(i + 1, i + 1, places.get(i));
            // A joined badge is wider and further right, and may now reach the one before it.
            while (!badges.isEmpty() && badges.get(badges.size() - 1).overlaps(next)) {
                next = badges.remove(badges.size() - 1).with(next);
            }
            badges.add(next);
        }
        return badges;
    }
}
