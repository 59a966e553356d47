package io.sidecore.policies.peers.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.QueueId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

    private static Rxq rxq(String guest, double load) {
        QueueId queue = QueueId.parse(guest + "/tx0");
        return new Rxq(List.of(queue), OptionalInt.empty(), load);
    }

    private static String text(Assignment assignment) {
        List<String> pmds = new ArrayList<>();
        assignment
                .pmds()
                .forEach((cpu, rxqs) -> pmds.add(cpu + ":"
                        + String.join(
                                "",
                                rxqs.stream()
                                        .map(rxq -> rxq.queues().get(0).device())
                                        .toList())));
        return String.join(" ", pmds);
    }

    @Test
    void theBusiestGoFirstToAndFro() {
        List<Rxq> rxqs = List.of(
                rxq("g", 0.1),
                rxq("f", 0.2),
                rxq("e", 0.3),
                rxq("d", 0.4),
                rxq("c", 0.5),
                rxq("b", 0.6),
                rxq("a", 0.7));
        assertEquals("2:afg 5:be 7:cd", text(Assignment.byCycles(rxqs, List.of(2, 5, 7), cpu -> 0)));
    }

    @Test
    void equalOnesGoByName() {
        List<Rxq> rxqs = List.of(rxq("d", 0), rxq("b", 0), rxq("c", 0), rxq("a", 0));
        assertEquals("0:ad 1:bc", text(Assignment.byCycles(rxqs, List.of(0, 1), cpu -> 0)));
    }

    @Test
    void varianceIsInPercentSquared() {
        TreeMap<Integer, List<Rxq>> pmds = new TreeMap<>();
        pmds.put(0, List.of(rxq("a", 0.5), rxq("b", 0.3)));
        pmds.put(1, List.of(rxq("c", 0.2)));
        assertEquals(900, new Assignment(pmds).variance(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void everyQueueIsPolledOnceAndNumbersDifferByTwoAtMost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Rxq> rxqs = new ArrayList<>();
        int count = random.nextInt(1, 40);
        for (int i = 0; i < count; i++) {
            rxqs.add(rxq("vm" + i, random.nextDouble()));
        }
        Assignment assignment = Assignment.byCycles(rxqs, List.of(0, 1, 2), cpu -> 0);
        List<Integer> sizes =
                assignment.pmds().values().stream().map(List::size).sorted().toList();
        assertEquals(count, sizes.stream().mapToInt(Integer::intValue).sum());
        assertTrue(sizes.get(2) - sizes.get(0) <= 2, () -> "seed " + seed + ": " + sizes);
    }
}
