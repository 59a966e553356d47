package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacingTest {

    private static final Settings SETTINGS = Settings.INITIAL;

    private static Origin home(String cgroup, int node) {
        return new Origin(Optional.of(Set.of(cgroup)), OptionalInt.of(node), OptionalInt.empty());
    }

    private static Candidate worker(String name, int node, long queues, Origin... guests) {
        Map<String, Origin> all = new TreeMap<>();
        for (int i = 0; i < guests.length; i++) {
            all.put("g" + i, guests[i]);
        }
        return new Candidate(new WorkerId(name), CpuSet.of(0), OptionalInt.of(node), all, queues);
    }

    /** Of a crew with a worker for each CPU: w0 to w3 on CPUs 0 to 3, two on each node. */
    private static String aside(String now, String busy, int node, long... queues) {
        List<Candidate> workers = new ArrayList<>();
        for (int cpu = 0; cpu < 4; cpu++) {
            workers.add(new Candidate(
                    new WorkerId("w" + cpu), CpuSet.of(cpu), OptionalInt.of(cpu / 2), Map.of(), queues[cpu]));
        }
        return Placing.aside(new WorkerId(now), CpuSet.parse(busy), OptionalInt.of(node), workers)
                .map(WorkerId::name)
                .orElse("stays");
    }

    @Test
    void aQueueGetsOutOfTheWayOfItsGuestButStaysOnItsNode() {
        assertEquals("w1", aside("w0", "0", 0, 1, 9, 0, 0));
        assertEquals("stays", aside("w1", "0", 0, 1, 9, 0, 0));
        assertEquals("w3", aside("w0", "2", 1, 1, 0, 0, 9));
        assertEquals("w2", aside("w0", "0-1", 1, 1, 0, 1, 2));
        assertEquals("stays", aside("w2", "0-1", 1, 1, 0, 2, 0));
    }

    @Test
    void aGuestOnAllCpusOfItsNodeKeepsItsQueuesThere() {
        assertEquals("stays", aside("w0", "0-1", 0, 1, 0, 0, 0));
        assertEquals("w1", aside("w2", "0-1", 0, 1, 0, 0, 0));
    }

    private static String choose(Placement placement, Origin origin, Settings settings, Candidate... workers) {
        return Placing.choose(placement, origin, List.of(workers), settings)
                .map(WorkerId::name)
                .orElse("new");
    }

    @Test
    void fewestTakesTheWorkerWithTheFewestQueuesOfTheGuestsNode() {
        Candidate near = worker("w0", 0, 9);
        Candidate far = worker("w1", 1, 2);
        assertEquals("w0", choose(Placement.FEWEST, home("a", 0), SETTINGS, near, far));
        assertEquals("w1", choose(Placement.FEWEST, home("a", 1), SETTINGS, near, far));
        assertEquals("w1", choose(Placement.FEWEST, home("a", 0), SETTINGS.with(Setting.NUMA, 0), near, far));
        assertEquals("w1", choose(Placement.FEWEST, Origin.UNKNOWN, SETTINGS, near, far));
    }

    @Test
    void sharedTakesTheFirstWorkerThatHasRoomAndTheSameCgroups() {
        Origin a = home("a", 0);
        Candidate full = worker("w0", 0, 14, a, a, a, a, a, a, a);
        Candidate other = worker("w1", 0, 2, home("b", 0));
        Candidate mixed = worker("w2", 0, 4, a, home("b", 0));
        Candidate room = worker("w3", 0, 2, a);
        assertEquals("w3", choose(Placement.SHARED, a, SETTINGS, full, other, mixed, room));
        assertEquals("new", choose(Placement.SHARED, a, SETTINGS, full, other, mixed));
        assertEquals(
                "w1", choose(Placement.SHARED, a, SETTINGS.with(Setting.CGROUP_MATCH, 0), full, other, mixed, room));
        assertEquals("w0", choose(Placement.SHARED, a, SETTINGS.with(Setting.GUESTS_PER_WORKER, 8), full, room));
        assertEquals("new", choose(Placement.SHARED, home("a", 1), SETTINGS, full, other, mixed, room));
    }

    @Test
    void guestsOfUnknownCgroupsShareWithEachOtherOnly() {
        Candidate known = worker("w0", 0, 2, home("a", 0));
        Candidate root = worker("w1", 0, 2, new Origin(Optional.of(Set.of()), OptionalInt.of(0), OptionalInt.empty()));
        Candidate unknown = worker("w2", 0, 2, Origin.UNKNOWN);
        assertEquals("w2", choose(Placement.SHARED, Origin.UNKNOWN, SETTINGS, known, root, unknown));
        assertEquals("new", choose(Placement.SHARED, Origin.UNKNOWN, SETTINGS, known, root));
        assertEquals("new", choose(Placement.SHARED, home("b", 0), SETTINGS, known, root, unknown));
    }

    @Test
    void dedicatedTakesAWorkerThatHasNobody() {
        Origin a = home("a", 0);
        assertEquals("w1", choose(Placement.DEDICATED, a, SETTINGS, worker("w0", 0, 2, a), worker("w1", 0, 0)));
        assertEquals("new", choose(Placement.DEDICATED, a, SETTINGS, worker("w0", 0, 2, a)));
    }

    /** The rule of the RFC: as many workers as the sum over distinct sets of cgroups of ceil(guests / limit). */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void sharedMakesAsManyWorkersAsTheRuleSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int limit = random.nextInt(1, 9);
        Settings settings = SETTINGS.with(Setting.GUESTS_PER_WORKER, limit);
        int[] guests = new int[random.nextInt(1, 5)];
        List<Map<String, Origin>> workers = new ArrayList<>();
        for (int i = random.nextInt(60); i >= 0; i--) {
            int cgroup = random.nextInt(guests.length);
            Origin origin = home("c" + cgroup, 0);
            List<Candidate> candidates = new ArrayList<>();
            for (int w = 0; w < workers.size(); w++) {
                candidates.add(
                        new Candidate(new WorkerId("w" + w), CpuSet.of(0), OptionalInt.of(0), workers.get(w), 0));
            }
            Optional<WorkerId> chosen = Placing.choose(Placement.SHARED, origin, candidates, settings);
            if (chosen.isEmpty()) {
                workers.add(new TreeMap<>());
            }
            int at = chosen.map(id -> Integer.parseInt(id.name().substring(1))).orElse(workers.size() - 1);
            workers.get(at).put("g" + i, origin);
            guests[cgroup]++;
        }
        int want = 0;
        for (int count : guests) {
            want += (count + limit - 1) / limit;
        }
        assertEquals(want, workers.size(), () -> "seed " + seed);
    }

    @ParameterizedTest
    @CsvSource({"FEWEST, fewest", "DEDICATED, dedicated", "SHARED, shared"})
    void placementsAreReadAsTheyAreWritten(Placement placement, String text) {
        assertEquals(text, placement.text());
        assertEquals(placement, Placement.parse(text));
    }
}
