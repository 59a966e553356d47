package io.sidecore.tuner.study;

import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.Comparator;
import java.util.List;

/** The best fixed setting of a scenario, found by trying all of them. */
public final class Search {

    private Search() {}

    /** How long a setting is looked at where nothing changes, in seconds, and how much of that does not count. */
    private static final double LOOK = 5;

    private static final double WARM_UP = 1;

    /** Runs every setting of {@link FixedSetting#all}, best first. */
    public static List<Run> exhaustive(Run.Terms given) {
        Run.Terms terms = isSteady(given.scenario()) ? given.lasting(LOOK, WARM_UP) : given;
        return FixedSetting.all(terms.scenario()).stream()
                .map(setting -> Run.of(setting, terms))
                .sorted(Comparator.comparingDouble(Run::utility).reversed())
                .toList();
    }

    private static boolean isSteady(Scenario scenario) {
        return scenario.scenes().stream().allMatch(scene -> scene.at() == 0)
                && scenario.guests().stream().allMatch(guest -> guest.comes() == 0);
    }
}
