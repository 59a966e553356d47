package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.control.veto.script.Scripts;
import io.sidecore.tuner.control.veto.script.VetoScript;
import io.sidecore.tuner.sim.ClosedLoop;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, as it stands there, and the adaptive policy. */
class VetoedGuestTest {

    private static final Path README = Path.of("../../README.md");
    private static final WorkerId W0 = new WorkerId("w0");

    /** The script's lines in the README, from below its first one. */
    private static String[] example() throws IOException {
        String text = Files.readString(README);
        String begin = "    cat > veto <<'END'\n    #!/bin/sh\n";
        int from = text.indexOf(begin) + begin.length();
        String script = text.substring(from, text.indexOf("\n    END\n", from));
        return Arrays.stream(script.split("\n", -1))
                .map(line -> line.substring("    ".length()))
                .toArray(String[]::new);
    }

    @Test
    void aGuestThatIsNotToBeTouchedStaysAsItIsAndTheOthersAreServedBetter(@TempDir Path directory) throws IOException {
        VetoScript script = VetoScript.of(
                Scripts.executable(directory.resolve("veto"), example()), Duration.ofSeconds(10), VetoScript.HOLDS);
        SimHost host = new SimHost(
                new Cores(CpuSet.of(0), CpuSet.of(0, 1)),
                new double[] {0, 0.9},
                List.of(
                        SimGuest.asking("db1", 2000),
                        SimGuest.asking("web1", 2000),
                        SimGuest.asking("web2", 2000),
                        SimGuest.asking("web3", 2000),
                        SimGuest.streaming("bulk1", 200_000),
                        SimGuest.streaming("bulk2", 200_000)),
                new SimNoise(1, 0.05));
        Placement start = host.placement();
        try (ClosedLoop loop = new ClosedLoop(host, "adaptive", directory, Optional.of(script))) {
            double before = loop.utility();
            loop.run(60);
            assertTrue(loop.settledUtility() > before + 0.1, loop::story);
            assertTrue(loop.verdicts().contains(Verdict.BETTER), loop::story);
            assertEquals("guest db1 is not to be touched", loop.vetoed().get(0).reason(), loop::story);
            assertEquals(start.setting(W0), host.placement().setting(W0), loop::story);
            start.queuesOf("db1")
                    .forEach(queue -> assertEquals(W0, host.placement().queues().get(queue), loop::story));
        }
    }
}
