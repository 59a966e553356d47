package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.document.Parameters;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.sim.ClosedLoop;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy whose changes are imposed, in the whole loop against the model of {@code sim}. */
class PeersInTheLoopTest {

    private static final Cores FOUR = new Cores(CpuSet.of(0, 1), CpuSet.parse("0-3"));

    @TempDir
    Path directory;

    static Stream<String> imposing() {
        BuiltInPolicies builtIn = new BuiltInPolicies();
        return builtIn.names().stream()
                .filter(name -> !(builtIn.get(name).parameters() instanceof Parameters.Adaptive));
    }

    private static List<SimGuest> guests() {
        List<SimGuest> guests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            guests.add(i % 2 == 0 ? SimGuest.asking("vm" + i, 3000) : SimGuest.streaming("vm" + i, 150_000));
        }
        return guests;
    }

    @ParameterizedTest
    @MethodSource("imposing")
    void everyChangeIsCarriedOutAndGuestsThatComeAreServed(String policy) {
        SimHost host = new SimHost(FOUR, new double[] {0, 0, 0.8, 0.8}, guests(), new SimNoise(1, 0.05));
        try (ClosedLoop loop = new ClosedLoop(host, policy, directory)) {
            loop.run(20);
            host.leave("vm3");
            host.come(SimGuest.asking("vm9", 1000));
            loop.run(60);
            assertEquals(Set.of(Verdict.IMPOSED), new HashSet<>(loop.verdicts()), loop::story);
            assertTrue(loop.lastHold().isPresent(), loop::story);
            Decision hold = loop.lastHold().orElseThrow();
            assertTrue(hold.reason().text().startsWith(policy + ": "), hold::toString);
        }
    }
}
