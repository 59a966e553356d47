package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No cost is without effect: on a host where everything happens, another price plays differently. */
class EveryCostTest {

    private static final Scenario EVERYTHING = new Scenario(
            "everything",
            "",
            new HostSpec(12, 2, 2, CpuSet.of(0), HostSpec.all(12), 1, false),
            List.of(
                    new GuestSpec("asked", CpuSet.of(2), 0, "/red", Load.rr(2, 30, 3), 0),
                    new GuestSpec("seldom", CpuSet.of(2), 0, "/blue", Load.rr(1, 400, 3), 0),
                    new GuestSpec("flooded", CpuSet.of(3), 0, "/red", Load.openIn(64, 1_500_000, 32, 0.1), 0),
                    new GuestSpec("sends", CpuSet.of(6), 1, "/blue", Load.openOut(16384, 20_000, 64, 0.05), 0),
                    new GuestSpec("anywhere", null, 0, "", Load.openIn(256, 20_000, 4, 30), 0),
                    new GuestSpec("moves", CpuSet.of(8, 10), 1, "", Load.openIn(256, 20_000, 4, 60), 0)),
            List.of(Scene.busy(0, 4, 1), Scene.busy(0, 5, 1), Scene.busy(0.02, 2, 0.5), Scene.busy(0.026, 8, 0.5)),
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

    private static Sample played(Costs costs, boolean posted) {
        HostSpec host = EVERYTHING.host();
        HostSpec as = new HostSpec(host.cpus(), 2, 2, host.ioCores(), host.workerCpus(), host.gigabits(), posted);
        Simulation simulation = begun(
                new Scenario("everything", "", as, EVERYTHING.guests(), EVERYTHING.scenes(), EVERYTHING.seconds()),
                costs,
                1);
        WorkerId polling = simulation.addWorker(CpuSet.of(0), PollMode.POLL);
        for (String queue : List.of("asked/rx0", "asked/tx0", "seldom/rx0", "seldom/tx0")) {
            simulation.attach(QueueId.parse(queue), polling);
        }
        simulation.advance(SECOND / 5);
        return simulation.sample();
    }

    @ParameterizedTest
    @MethodSource("names")
    void anotherPriceIsSeen(String name) {
        double usual = usual(name);
        double other = name.equals("sibling") ? 0.9 * usual : 2 * usual;
        Costs costs = CostsFile.parse("other", "{\"" + name + "\": " + other + "}");
        assertFalse(
                played(costs, false).equals(played(Costs.KERNEL, false))
                        && played(costs, true).equals(played(Costs.KERNEL, true)),
                () -> name + " = " + other + " changes nothing");
    }
}
