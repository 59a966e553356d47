package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.received;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.sentOut;
import static io.sidecore.tuner.simulator.Stage.share;
import static io.sidecore.tuner.simulator.Stage.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link takes, and what becomes of the rest. */
class LinkTest {

    /** 1.2 Gbit/s from each of two guests. */
    private static final Load MUCH_OUT = Load.openOut(1500, 100_000, 4, 0.5);

    private static Simulation twoGuests(double gigabits, Load load, long seed) {
        Simulation simulation = begun(scenario(HostSpec.of(6, CpuSet.of(0), gigabits), List.of(), load, load), seed);
        share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(SECOND);
        return simulation;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatGuestsSendAboveLineRateIsDroppedAndNotDelivered(long seed) {
        Simulation simulation = twoGuests(1, MUCH_OUT, seed);
        Sample sample = simulation.sample();
        long taken = sum(sample, QueueCounter.PACKETS, QueueId.Direction.TX);
        long mostFrames = Math.round(1e9 / (8 * 1500)) + Costs.KERNEL.linkQueue();
        assertTrue(taken > 195_000, () -> "taken from guests: " + taken);
        assertTrue(sentOut(sample) <= mostFrames, () -> "delivered: " + sentOut(sample));
        assertTrue(sentOut(sample) >= 0.99 * mostFrames, () -> "delivered: " + sentOut(sample));
        assertEquals(taken, sentOut(sample) + simulation.drops().out());
        assertEquals(new Drops(simulation.drops().out(), 0, 0), simulation.drops());
        long told = sample.queues().stream()
                .filter(queue -> queue.queue().device().equals("wire"))
                .mapToLong(queue -> queue.counters().get(QueueCounter.DROPS_FULL))
                .sum();
        assertEquals(simulation.drops().out(), told);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsSentToGuestsAboveLineRateIsDroppedBeforeTheLink(long seed) {
        Simulation simulation = twoGuests(1, Load.openIn(1500, 100_000, 4, 0.5), seed);
        long mostFrames = Math.round(1e9 / (8 * 1500));
        assertTrue(received(simulation) <= mostFrames, () -> "delivered: " + received(simulation));
        assertEquals(0.58, simulation.drops().in() / 200_000.0, 0.02); // 1.4 of 2.4 Gbit/s
        assertEquals(new Drops(0, simulation.drops().in(), 0), simulation.drops());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void belowLineRateNothingIsDropped(long seed) {
        assertEquals(new Drops(0, 0, 0), twoGuests(10, MUCH_OUT, seed).drops());
    }

    @Test
    void whereSendersHaveAWindowTheyWaitAndNothingIsDropped() {
        assertEquals(
                new Drops(0, 0, 0),
                twoGuests(1, Load.streamOut(1500, 2000, 0.5), 1).drops());
        assertEquals(
                new Drops(0, 0, 0),
                twoGuests(1, Load.streamIn(1500, 2000, 0.5), 1).drops());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void moreLineRateNeverDeliversLess(long seed) {
        long slower = 0;
        for (double gigabits : new double[] {0.1, 0.5, 1, 5, 10, 100}) {
            HostSpec host = HostSpec.of(6, CpuSet.of(0), gigabits);
            Load load = Load.openIn(1500, 100_000, 4, 0.5);
            Simulation simulation = begun(scenario(host, List.of(), load, load), seed);
            share(simulation, CpuSet.of(0), PollMode.POLL);
            simulation.advance(SECOND / 5);
            long frames = received(simulation);
            long before = slower;
            assertTrue(frames >= before, () -> gigabits + " Gbit/s: " + frames + " after " + before);
            assertTrue(frames * 12_000.0 <= 1.01 * gigabits * 1e9 / 5, () -> gigabits + " Gbit/s: " + frames);
            slower = frames;
        }
    }

    @Test
    void noMoreGoesOutThanTheLineTakes() {
        HostSpec host = HostSpec.of(6, CpuSet.of(0), 1);
        Simulation simulation = begun(scenario(host, List.of(), Load.streamOut(1500, 128, 0.5)), 1);
        simulation.advance(SECOND / 5);
        simulation.advance(SECOND + SECOND / 5);
        long bytes = sum(simulation.sample(), QueueCounter.BYTES, QueueId.Direction.TX);
        assertTrue(bytes <= 1.2 * 1e9 / 8 + 128 * 1500, () -> "bytes: " + bytes);
        assertTrue(bytes >= 0.95 * 1.2 * 1e9 / 8, () -> "bytes: " + bytes);
    }
}
