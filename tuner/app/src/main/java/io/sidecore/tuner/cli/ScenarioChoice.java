package io.sidecore.tuner.cli;

import io.sidecore.policies.document.PolicyException;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.ScenarioFile;
import io.sidecore.tuner.study.BuiltInScenarios;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Scenarios as a command line names them: built-in ones, all of these, or files. */
final class ScenarioChoice {

    private static final int NEAR = 3;

    private final List<Scenario> builtIn = BuiltInScenarios.all();

    List<Scenario> builtIn() {
        return builtIn;
    }

    /**
     * Those of a list of names.
     *
     * @throws PolicyException if one is unknown, or a file is no scenario
     */
    List<Scenario> of(List<String> names) {
        return names.stream().flatMap(name -> find(name).stream()).toList();
    }

    private List<Scenario> find(String name) {
        if (name.equals("all")) {
            return builtIn;
        }
        boolean isFile = name.endsWith(".json") || name.contains("/");
        return List.of(isFile ? ScenarioFile.read(Path.of(name)) : named(name));
    }

    /**
     * A built-in one.
     *
     * @throws PolicyException if there is none, with those that are called nearly so
     */
    Scenario named(String name) {
        return builtIn.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PolicyException("no scenario is called '" + name + "'; near are " + near(name)
                        + "; --list has all, and a file ends in .json"));
    }

    private String near(String name) {
        return builtIn.stream()
                .map(Scenario::name)
                .sorted(Comparator.comparingInt(other -> distance(name, other)))
                .limit(NEAR)
                .collect(Collectors.joining(", "));
    }

    /** How many letters are to be added, left out or changed to make one of the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
