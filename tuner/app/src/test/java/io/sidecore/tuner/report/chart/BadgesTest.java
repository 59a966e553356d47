package io.sidecore.tuner.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadgesTest {

    @Test
    void badgesThatWouldOverlapAreJoined() {
        List<String> texts = Badges.at(List.of(100.0, 150.0, 155.0, 160.0, 300.0)).stream()
                .map(Badges.Badge::text)
                .toList();
        assertEquals(List.of("1", "2\u20134", "5"), texts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void noTwoOverlapAndEveryDecisionIsInOne(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> places = new ArrayList<>();
        int count = random.nextInt(1, 80);
        for (int i = 0; i < count; i++) {
            places.add(random.nextDouble(0, 900));
        }
        Collections.sort(places);
        List<Badges.Badge> badges = Badges.at(places);
        int next = 1;
        double free = Double.NEGATIVE_INFINITY;
        for (Badges.Badge badge : badges) {
            assertEquals(next, badge.first(), "seed " + seed);
            assertTrue(badge.x() - badge.width() / 2 >= free, () -> "seed " + seed + ": " + badges);
            next = badge.last() + 1;
            free = badge.x() + badge.width() / 2;
        }
        assertEquals(places.size() + 1, next);
    }
}
