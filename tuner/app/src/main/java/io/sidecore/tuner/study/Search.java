package io.sidecore.tuner.study;

import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The best fixed setting of a scenario, found by trying all of them. */
public final class Search {

    private Search() {}

    /** How long a setting is looked at where nothing changes, in seconds, and how much of that does not count. */
    private static final double LOOK = 5;

    private static final double WARM_UP = 1;

    /** The best after that look are run as long as any policy, to be compared with it. */
    private static final int LAST_ROUND = 5;

    /**
     * Runs every setting of {@link FixedSetting#all}, best first. Where nothing changes, a short look leaves the best few,
     * which are run in full, as what a few seconds' chance made best is not what lasts; the others follow as they were seen.
     */
    public static List<Run> exhaustive(Run.Terms given) {
        Map<String, FixedSetting> all = new LinkedHashMap<>();
        FixedSetting.all(given.scenario()).forEach(setting -> all.put(setting.name(), setting));
        if (!isSteady(given.scenario())) {
            return ranked(all.values(), given);
        }
        List<Run> seen = ranked(all.values(), given.lasting(LOOK, WARM_UP));
        int last = Math.min(LAST_ROUND, seen.size());
        List<FixedSetting> few = seen.subList(0, last).stream()
                .map(run -> Objects.requireNonNull(all.get(run.who())))
                .toList();
        List<Run> ranked = new ArrayList<>(ranked(few, given));
        ranked.addAll(seen.subList(last, seen.size()));
        return ranked;
    }

    private static List<Run> ranked(Collection<FixedSetting> settings, Run.Terms terms) {
        return settings.parallelStream() // each run has a simulation of its own
                .map(setting -> Run.of(setting, terms))
                .sorted(Comparator.comparingDouble(Run::utility).reversed())
                .toList();
    }

    private static boolean isSteady(Scenario scenario) {
        return scenario.scenes().stream().allMatch(scene -> scene.at() == 0)
                && scenario.guests().stream().allMatch(guest -> guest.comes() == 0);
    }
}
