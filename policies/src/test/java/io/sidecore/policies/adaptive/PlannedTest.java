package io.sidecore.policies.adaptive;

import static io.sidecore.policies.adaptive.Crowd.LIMITS;
import static io.sidecore.policies.adaptive.Crowd.w;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.source.BuiltInPolicies;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is proposed on a large host. */
class PlannedTest {

    private static final String BALANCED = "the same workers, balanced";

    /** 16 polling workers, each with nine guests of 5 % and five of 1 %. */
    private static Crowd even() {
        Crowd crowd = new Crowd(16, 1);
        for (int worker = 0; worker < 16; worker++) {
            crowd.polling(worker);
            for (int i = 0; i < 14; i++) {
                crowd.guest("vm" + worker + "-" + i, worker, i < 9 ? 0.05 : 0.01);
            }
        }
        return crowd;
    }

    private static Map<String, Decision> proposals(Crowd crowd) {
        Planned planned = new Planned(crowd.host(), LIMITS);
        return planned.of(crowd.situation(), crowd.seen(), crowd.placement()).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    @Test
    void balancedWorkersAreLeftAlone() {
        assertFalse(proposals(even()).containsKey(BALANCED));
        Crowd nearly = even().guest("vm3-13", 3, 0.0145);
        assertFalse(proposals(nearly).containsKey(BALANCED), "0.9 % more than the others");
    }

    @Test
    void theFewestMovesEvenOutTheLoad() {
        Crowd crowd = even().guest("vm5-12", 7, 0.01).guest("vm5-13", 7, 0.01);
        Decision.Attach attach = assertInstanceOf(Decision.Attach.class, decision(proposals(crowd), BALANCED));
        assertEquals(w(5), attach.worker());
        assertEquals(4, attach.queues().size(), "the queues of two small guests");
        assertTrue(
                attach.queues().stream()
                        .allMatch(
                                queue -> w(7).equals(crowd.placement().queues().get(queue))),
                "from the busiest");
    }

    @Test
    void numbersOfWorkersAreNearWhatTheLoadAsksForAndEachHasAnIoCore() {
        Crowd crowd = new Crowd(16, 1);
        for (int i = 0; i < 100; i++) {
            crowd.sleeping(i).guest("vm" + i, i, 0.06);
        }
        Map<String, Decision> proposals = proposals(crowd);
        assertEquals(
                List.of(
                        "7 workers on I/O cores",
                        "8 workers on I/O cores",
                        "9 workers on I/O cores",
                        "all workers set to poll",
                        "all workers set to spin=50us"),
                List.copyOf(proposals.keySet()));
        Placement after = crowd.placement().after(decision(proposals, "8 workers on I/O cores"));
        assertEquals(
                List.of("0", "1", "2", "3", "4", "5", "6", "7"),
                after.workers().values().stream()
                        .map(setting -> setting.cpus().toString())
                        .sorted()
                        .toList());
        Map<WorkerId, Long> guests = after.queues().values().stream()
                .collect(Collectors.groupingBy(worker -> worker, Collectors.counting()));
        assertEquals(
                26, guests.values().stream().mapToLong(queues -> queues).max().orElse(0), "13 guests at most");
    }

    @Test
    void moreWorkersTakeLoadFromThoseThatThereAre() {
        Crowd crowd = new Crowd(16, 1);
        for (int worker = 0; worker < 9; worker++) {
            crowd.polling(worker);
            for (int i = 0; i < 10; i++) {
                crowd.guest("vm" + worker + "-" + i, worker, 0.09);
            }
        }
        Placement before = crowd.placement();
        Placement after = before.after(decision(proposals(crowd), "11 workers on I/O cores"));
        assertEquals(11, after.workers().size());
        assertEquals(11, after.workers().values().stream().distinct().count(), "all poll, each on a core of its own");
        // 90 equal guests on 11 workers: some worker has nine, so that it is enough if each gives one.
        assertEquals(2 * 9, Moves.between(before, after) - 2, "queues, beside two new workers");
    }

    @Test
    void aWorkerNearItsGuestsIsKeptAndAFarOneComes() {
        Crowd crowd = new Crowd(10, 2);
        for (int worker = 0; worker < 10; worker += 2) { // all on node 0
            crowd.polling(worker);
            for (int i = 0; i < 10; i++) {
                crowd.guest("vm" + worker + "-" + i, worker, 0.03).at("vm" + worker + "-" + i, 1);
            }
        }
        Placement after = crowd.placement().after(decision(proposals(crowd), "2 workers on I/O cores"));
        assertTrue(
                after.workers().values().stream().map(Placement.Setting::cpus).allMatch(cpus -> cpus.first() % 2 == 1),
                () -> "guests are at home on node 1: " + after.workers());
    }

    @Test
    void workersThatAreNotFreeKeepTheirCores() {
        Crowd crowd = even();
        Placement all = crowd.placement();
        TreeMap<WorkerId, Placement.Setting> workers = new TreeMap<>(all.workers());
        workers.remove(w(0));
        TreeMap<QueueId, WorkerId> queues = new TreeMap<>(all.queues());
        queues.values().removeIf(w(0)::equals);
        Placement free = new Placement(workers, queues);
        Planned planned = new Planned(crowd.host(), LIMITS);
        for (Map.Entry<String, Decision> proposal : planned.of(crowd.situation(), crowd.seen(), free)) {
            Placement after = all.after(proposal.getValue());
            assertEquals(all.setting(w(0)), after.setting(w(0)), proposal.getKey());
            assertEquals(all.queuesOf(w(0)), after.queuesOf(w(0)), proposal.getKey());
            assertEquals(
                    1,
                    after.workers().values().stream()
                            .filter(setting -> setting.cpus().equals(CpuSet.of(0)))
                            .count(),
                    proposal.getKey());
        }
    }

    /** Half of the workers have more than they can do, the other half next to nothing. */
    @Test
    void thePolicyTakesThePlannersProposal() {
        Crowd crowd = new Crowd(16, 1);
        for (int worker = 0; worker < 16; worker++) {
            crowd.resting(worker);
            for (int i = 0; i < (worker < 8 ? 20 : 2); i++) {
                crowd.guest("vm" + worker + "-" + i, worker, 0.07);
            }
        }
        PolicyDocument adaptive = new BuiltInPolicies().get("adaptive");
        PolicyDocument document = new PolicyDocument(
                "large", "as published", LIMITS, adaptive.objective(), adaptive.guards(), adaptive.judge());
        AdaptivePolicy policy = new AdaptivePolicy(document, crowd.host(), () -> 0);
        Placement before = crowd.placement();
        Observation now = crowd.seen();
        policy.decide(now, before);
        Decision decision = policy.decide(crowd.seen(), before);
        assertTrue(
                decision.reason().text().startsWith(BALANCED + " ("),
                decision.reason().text());
        Placement after = before.after(decision);
        assertEquals(before.workers(), after.workers());
        Observation then = crowd.seen(after);
        assertTrue(
                then.workers().stream().allMatch(worker -> worker.saturation().busy() < 0.86),
                () -> "" + then.workers());
    }

    private static Decision decision(Map<String, Decision> proposals, String kind) {
        Decision decision = proposals.get(kind);
        if (decision == null) {
            throw new AssertionError("there is no " + kind + " among " + proposals.keySet());
        }
        return decision;
    }
}
