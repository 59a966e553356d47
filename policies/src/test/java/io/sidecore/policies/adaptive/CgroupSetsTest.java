package io.sidecore.policies.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.Parameters.Adaptive;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.source.BuiltInPolicies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests of different cgroups, where the adaptive policy keeps them apart. */
class CgroupSetsTest {

    private static final Adaptive MATCHING = new Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200, true);
    private static final Reason WHY = Reason.of("why");

    private static Decision moved(String guest, int worker) {
        return new Decision.Attach(
                List.of(QueueId.parse(guest + "/rx0"), QueueId.parse(guest + "/tx0")), Crowd.w(worker), WHY);
    }

    @Test
    void onlyWhoComesToGuestsOfOtherCgroupsMixes() {
        Crowd crowd = new Crowd(4, 1).polling(0).polling(1).polling(2);
        crowd.guest("a", 0, 0.1)
                .guest("b", 0, 0.1)
                .guest("c", 1, 0.1)
                .guest("d", 2, 0.1)
                .guest("e", 2, 0.1);
        crowd.in("a", "/red").in("b", "/blue").in("c", "/red").in("d", "").in("e", "");
        CgroupSets sets = new CgroupSets(crowd.host(), true);
        Placement before = crowd.placement();
        assertFalse(sets.mixes(before, before), "a and b were together before");
        assertFalse(sets.mixes(before, before.after(moved("a", 1))));
        assertTrue(sets.mixes(before, before.after(moved("b", 1))));
        assertTrue(sets.mixes(before, before.after(moved("c", 0))), "where two sets are already");
        assertTrue(sets.mixes(before, before.after(moved("d", 1))), "nobody knows that it belongs there");
        assertFalse(new CgroupSets(crowd.host(), false).mixes(before, before.after(moved("b", 1))));
    }

    /** Guests of up to four sets, some of unknown ones, wherever the backend put them. */
    private static Crowd drawn(SplittableRandom random, int ioCores, int workers, int guests) {
        Crowd crowd = new Crowd(ioCores, 2);
        for (int worker = 0; worker < workers; worker++) {
            if (random.nextBoolean() && worker < ioCores) {
                crowd.polling(worker);
            } else {
                crowd.sleeping(worker);
            }
        }
        for (int i = 0; i < guests; i++) {
            int set = random.nextInt(5);
            crowd.guest("vm" + i, random.nextInt(workers), random.nextDouble() * workers / guests);
            crowd.in("vm" + i, set == 0 ? "" : "/set" + set);
        }
        return crowd;
    }

    private static long mostSets(Placement placement, Host host) {
        Map<Object, Set<Optional<Set<String>>>> sets = placement.queues().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        Collectors.mapping(
                                queue -> host.guests()
                                        .apply(queue.getKey().device())
                                        .cgroups(),
                                Collectors.toSet())));
        return sets.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void plansLetNoWorkerServeGuestsOfDifferentCgroups(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Crowd crowd = drawn(random, random.nextInt(9, 20), random.nextInt(9, 30), random.nextInt(70, 120));
        Placement before = crowd.placement();
        for (Map.Entry<String, Decision> proposal :
                new Planned(crowd.host(), MATCHING).of(crowd.situation(), crowd.seen(), before)) {
            if (!proposal.getKey().startsWith("all workers set to")) {
                Placement after = before.after(proposal.getValue());
                assertEquals(1, mostSets(after, crowd.host()), () -> "seed " + seed + ": " + proposal.getKey());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void arrangementsLetNoWorkerServeGuestsOfDifferentCgroups(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Crowd crowd = drawn(random, random.nextInt(1, 8), random.nextInt(1, 10), random.nextInt(5, 20));
        CgroupSets sets = new CgroupSets(crowd.host(), true);
        List<Arrangement> all = new Arrangements(crowd.host(), 50, 0.8, sets).of(crowd.situation(), crowd.placement());
        assertFalse(all.isEmpty(), "seed " + seed);
        for (Arrangement arrangement : all) {
            Placement after = crowd.placement()
                    .after(arrangement.from(crowd.placement(), WHY).orElse(new Decision.Hold(WHY)));
            assertEquals(1, mostSets(after, crowd.host()), () -> "seed " + seed + ": " + arrangement.name());
        }
    }

    /** Whatever it decides, on small hosts and on large ones, and everything is kept. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void thePolicyBringsNoGuestsOfDifferentCgroupsTogether(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int ioCores = random.nextInt(1, 16);
        Crowd crowd = drawn(random, ioCores, random.nextInt(2, 20), random.nextInt(5, 90));
        PolicyDocument adaptive = new BuiltInPolicies().get("adaptive");
        PolicyDocument matching = new PolicyDocument(
                "matching", "keeps cgroups apart", MATCHING, adaptive.objective(), adaptive.guards(), adaptive.judge());
        long[] now = new long[1];
        AdaptivePolicy policy = new AdaptivePolicy(matching, crowd.host(), () -> now[0]);
        CgroupSets sets = new CgroupSets(crowd.host(), true);
        Placement current = crowd.placement();
        for (int i = 0; i < 12; i++) {
            now[0] += 1_000_000_000L;
            Decision decision = policy.decide(crowd.seen(current), current);
            Placement after = current.after(decision);
            assertFalse(sets.mixes(current, after), () -> "seed " + seed + ": " + decision.reason());
            if (!(decision instanceof Decision.Hold)) {
                policy.feedback().kept(decision, after);
            }
            current = after;
        }
    }
}
