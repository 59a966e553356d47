package io.sidecore.tuner.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adaptive policy beside the best fixed setting, on some scenarios; {@code ./verify bench decide} plays them all. */
class AdaptiveOnScenariosTest {

    private static final PolicyDocument ADAPTIVE = new BuiltInPolicies().get("adaptive");

    private static Run.Terms terms(Scenario scenario) {
        return new Run.Terms(scenario, Costs.KERNEL, 1, ADAPTIVE.objective(), 6, 3);
    }

    private static Scenario scenario(String name) {
        return BuiltInScenarios.all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rr-3", "rr-rare-7", "stream-in-4", "stream-out-7", "open-10k-7", "cgroups-6", "step-awake"})
    void isNoWorseThanWhatAnAdministratorWhoKnewAllWouldSet(String name) {
        Run.Terms terms = terms(scenario(name));
        Run best = Search.exhaustive(terms).get(0);
        Run adaptive = Run.of(ADAPTIVE, terms);
        double ratio = Math.exp(adaptive.utility() - best.utility());
        assertTrue(ratio >= 0.97, () -> ratio + " of " + best.who() + "\n" + adaptive.journal());
    }

    @Test
    void theSameSeedPlaysTheSame() {
        Run.Terms terms = terms(scenario("mixed-8-two-cores").lasting(5));
        Run once = Run.of(ADAPTIVE, terms);
        Run again = Run.of(ADAPTIVE, terms);
        assertEquals(once.events(), again.events());
        assertEquals(once.deliveredPerSecond(), again.deliveredPerSecond());
        assertEquals(once.utility(), again.utility());
    }

    /** Whatever one sets loses 3 % or more somewhere: else there was nothing to choose. */
    @Test
    void noFixedSettingIsGoodEverywhere() {
        Map<String, Double> worst = new HashMap<>();
        for (String name : List.of("rr-7", "stream-in-7", "rr-rare-7")) {
            List<Run> runs = Search.exhaustive(terms(scenario(name)));
            double best = runs.get(0).utility();
            runs.forEach(run -> worst.merge(run.who(), Math.exp(run.utility() - best), Math::min));
        }
        assertTrue(worst.size() > 10, worst::toString);
        assertTrue(worst.values().stream().allMatch(ratio -> ratio <= 0.97), worst::toString);
    }
}
