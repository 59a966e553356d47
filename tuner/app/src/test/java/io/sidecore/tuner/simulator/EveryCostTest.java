package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No cost is without effect: on a host where everything happens, another price plays differently. */
class EveryCostTest {

    private static final HostSpec SMALL_LINK = new HostSpec(8, 2, 2, CpuSet.of(0), HostSpec.all(8), 1, false);

    private static final Scenario TRAFFIC = new Scenario(
            "traffic",
            "",
            SMALL_LINK,
            List.of(
                    new GuestSpec("asked", CpuSet.of(2), 0, "/red", Load.rr(2, 30, 3), 0),
                    new GuestSpec("seldom", CpuSet.of(2), 0, "/blue", Load.rr(1, 400, 3), 0),
                    new GuestSpec("flooded", CpuSet.of(3), 0, "/red", Load.openIn(64, 1_500_000, 32, 0.1), 0),
                    new GuestSpec("sends", CpuSet.of(6), 1, "/blue", Load.openOut(16384, 20_000, 64, 0.05), 0),
                    new GuestSpec("anywhere", null, 0, "", Load.openIn(256, 20_000, 4, 30), 0)),
            List.of(Scene.busy(0, 4, 1), Scene.busy(0, 5, 1), Scene.busy(0.02, 2, 0.5)),
            1);

    /** Calls without an exit. */
    private static final Scenario POSTED = new Scenario(
            "posted",
            "",
            new HostSpec(8, 1, 1, CpuSet.of(0), HostSpec.all(8), 1, true),
            TRAFFIC.guests().stream()
                    .map(guest -> new GuestSpec(guest.name(), null, 0, "", guest.load(), 0))
                    .toList(),
            List.of(),
            1);

    /** Threads that want more than there is: one must share a CPU, one may go to another. */
    private static final Scenario CROWD = new Scenario(
            "crowd",
            "",
            HostSpec.of(8, CpuSet.of(0), 1),
            List.of(
                    new GuestSpec("asked", CpuSet.of(1), 0, "", Load.rr(1, 0, 3), 0),
                    new GuestSpec("shares", CpuSet.of(2), 0, "", Load.openIn(256, 20_000, 4, 60), 0),
                    new GuestSpec("moves", CpuSet.of(6, 7), 0, "", Load.openIn(256, 20_000, 4, 60), 0)),
            List.of(Scene.busy(0.025, 2, 0.5), Scene.busy(0.026, 6, 0.5)),
            1);

    static Stream<String> names() {
        return Arrays.stream(Costs.class.getRecordComponents()).map(RecordComponent::getName);
    }

    private static double usual(String name) {
        try {
            return new ObjectMapper()
                    .readTree(CostsFile.text(Costs.KERNEL))
                    .path(name)
                    .asDouble();
        } catch (JsonProcessingException e) {
            throw new AssertionError("what CostsFile writes is JSON", e);
        }
    }

    /** All counters of the host, and what its guests had of CPUs. */
    private static List<Object> played(Scenario scenario, Costs costs) {
        Simulation simulation = begun(scenario, costs, 1);
        WorkerId polling = simulation.addWorker(CpuSet.of(0), PollMode.POLL);
        for (QueueId queue : simulation.queues().keySet()) {
            if (queue.device().equals("asked") || queue.device().equals("seldom")) {
                simulation.attach(queue, polling);
            }
        }
        simulation.advance(SECOND / 10);
        List<Object> seen = new ArrayList<>(List.of(simulation.sample()));
        for (GuestSpec spec : scenario.guests()) {
            Vcpu guest = simulation.guest(spec.name());
            seen.add(List.of(guest.runNanos, guest.waitNanos, guest.slices));
        }
        return seen;
    }

    @ParameterizedTest
    @MethodSource("names")
    void anotherPriceIsSeen(String name) {
        double usual = usual(name);
        double other = name.equals("sibling") ? 0.9 * usual : 2 * usual;
        Costs costs = CostsFile.parse("other", "{\"" + name + "\": " + other + "}");
        assertTrue(
                Stream.of(TRAFFIC, POSTED, CROWD)
                        .anyMatch(scenario -> !played(scenario, costs).equals(played(scenario, Costs.KERNEL))),
                () -> name + " = " + other + " changes nothing");
    }
}
