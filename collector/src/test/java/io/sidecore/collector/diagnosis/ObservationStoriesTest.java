package io.sidecore.collector.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.WorkerCounts.Unit;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.SignalSource;
import io.sidecore.collector.signal.host.TimePart;
import io.sidecore.collector.signal.host.TimeSplit;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two samples in, one observation out. */
class ObservationStoriesTest {

    private static final double EXACT = 1e-9;

    private static HostStory host() {
        return new HostStory(2).guest("vm1", 4000, 1).vhost("vm1/net0", 4711, "vm1");
    }

    private static HostObservation second(HostStory story) {
        HostSample older = story.sample();
        return HostObservations.between(older, story.second().sample());
    }

    private static double share(TimeSplit split, Activity activity) {
        return split.share(activity).orElseThrow();
    }

    @Test
    void handlersThatWerePreemptedAreScaledDownToWhatTheThreadHad() {
        HostStory story = host();
        story.thread(4711).does(0.5, 0.5);
        story.queue("vm1/net0/tx0").turns(1000, 0, 0.8);
        story.queue("vm1/net0/rx0").turns(1000, 0, 0.2);
        HostObservation seen = second(story);
        TimeSplit split = seen.workers().get(0).split();
        assertEquals(0.5, share(split, Activity.WORK), EXACT);
        assertEquals(0.0, share(split, Activity.OTHER), EXACT);
        assertEquals(0.5, share(split, Activity.RUNNABLE), EXACT);
        assertEquals(0.5, split.keptShare().orElseThrow(), EXACT);
        assertEquals(0.4, queue(seen, "tx0").busy().orElseThrow(), EXACT);
        assertEquals(0.8, queue(seen, "tx0").shareOfWorker().orElseThrow(), EXACT);
    }

    @Test
    void timeOutsideHandlersStandsApart() {
        HostStory story = host();
        story.thread(4711).does(0.5, 0.1).softirq(0.1);
        story.queue("vm1/net0/tx0").turns(1000, 250, 0.2).polls(0.1);
        HostObservation seen = second(story);
        assertEquals(
                List.of(
                        new TimePart(Activity.WORK, 0.2, SignalSource.VHOST_PROBE),
                        new TimePart(Activity.EMPTY_POLLS, 0.1, SignalSource.VHOST_PROBE)),
                seen.workers().get(0).split().parts().subList(0, 2));
        TimeSplit split = seen.workers().get(0).split();
        assertEquals(0.1, share(split, Activity.OTHER), EXACT);
        assertEquals(0.1, share(split, Activity.SOFTIRQ), EXACT);
        assertEquals(0.4, share(split, Activity.ASLEEP), EXACT);
        assertEquals(0.25, queue(seen, "tx0").limited().orElseThrow(), EXACT);
    }

    @Test
    void aWorkerThatCountsItselfSharesOutAllThatItHad() {
        HostStory story = new HostStory(2).worker("ovs/pmd1", HostWorker.Kind.PMD, 700, "");
        story.thread(700).does(0.8, 0.2);
        story.own("ovs/pmd1", Unit.CYCLES).turns(3, 1);
        TimeSplit split = second(story).workers().get(0).split();
        assertEquals(0.6, share(split, Activity.WORK), EXACT);
        assertEquals(0.2, share(split, Activity.EMPTY_POLLS), EXACT);
        assertEquals(0.2, share(split, Activity.RUNNABLE), EXACT);
    }

    @Test
    void withSchedstatAloneTimeOnACpuIsNotSplitAndTheRestIsAbsent() {
        HostStory story = host().withoutBpf();
        story.thread(4711).does(0.4, 0.1);
        HostObservation seen = second(story);
        TimeSplit split = seen.workers().get(0).split();
        assertEquals(OptionalDouble.empty(), split.share(Activity.WORK));
        assertEquals(OptionalDouble.empty(), split.share(Activity.EMPTY_POLLS));
        assertEquals(OptionalDouble.empty(), split.share(Activity.SOFTIRQ));
        assertEquals(0.4, share(split, Activity.OTHER), EXACT);
        assertEquals(OptionalDouble.empty(), queue(seen, "tx0").kicksPerSecond());
        assertEquals(OptionalLong.empty(), queue(seen, "tx0").delayNanos(0.99));
        assertEquals(OptionalDouble.empty(), seen.guests().get(0).exitsPerSecond());
    }

    @Test
    void ratesAreOfTheWindow() {
        HostStory story = host();
        story.queue("vm1/net0/tx0")
                .kicks(500, 250)
                .packets(1000)
                .turns(400, 0, 0.1)
                .delayed(1 << 14);
        QueueObservation tx = queue(second(story), "tx0");
        assertEquals(500, tx.kicksPerSecond().orElseThrow(), EXACT);
        assertEquals(0.5, tx.kicksPerPacket().orElseThrow(), EXACT);
        assertEquals(0.25, tx.callsPerPacket().orElseThrow(), EXACT);
        assertEquals(3 << 13, tx.delayNanos(0.5).orElseThrow());
    }

    @Test
    void whatComesOrGoesIsLeftOutAndNamed() {
        HostStory story = host();
        HostSample older = story.sample();
        story.second().guest("vm2", 5000, 1).vhost("vm2/net0", 5711, "vm2");
        HostSample newer = story.sample();
        HostObservation came = HostObservations.between(older, newer);
        assertEquals(1, came.workers().size());
        assertEquals(
                List.of("virtqueue vm2/net0/rx0", "virtqueue vm2/net0/tx0", "worker vm2/net0", "guest vm2"),
                came.leftOut());
        HostSample gone = new HostSample(
                newer.atNanos() + 1,
                0,
                older.inventory(),
                older.threads(),
                List.of(),
                older.queues(),
                older.vcpus(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        HostObservation went = HostObservations.between(newer, gone);
        assertTrue(
                went.leftOut().contains("worker vm2/net0"), () -> went.leftOut().toString());
    }

    @Test
    void aQueueThatBeganAnewIsLeftOut() {
        HostStory story = host();
        HostSample older = story.sample();
        story.queue("vm1/net0/tx0").generation = 2;
        HostObservation seen = HostObservations.between(older, story.second().sample());
        assertEquals(1, seen.queues().size());
        assertEquals(List.of("virtqueue vm1/net0/tx0"), seen.leftOut());
    }

    @Test
    void aCounterThatWentBackIsAbsentAndTheOthersAreNot() {
        HostStory story = host();
        story.queue("vm1/net0/tx0").kicks(-5, 100).turns(100, 0, 0.1);
        QueueObservation tx = queue(second(story), "tx0");
        assertEquals(OptionalDouble.empty(), tx.kicksPerSecond());
        assertEquals(100, tx.callsPerSecond().orElseThrow(), EXACT);
    }

    @Test
    void aThreadWhoseTimeWentBackIsNotSplit() {
        HostStory story = host();
        story.thread(4711).does(-0.1, 0.1);
        assertEquals(List.of(), second(story).workers().get(0).split().parts());
    }

    @Test
    void aSampleThatIsNotNewerIsRefused() {
        HostSample sample = host().sample();
        assertThrows(IllegalArgumentException.class, () -> HostObservations.between(sample, sample));
    }

    private static QueueObservation queue(HostObservation seen, String label) {
        return seen.queues().stream()
                .filter(queue -> queue.queue().label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
