package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.share;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is faster delivers no less, within what chance makes of it: neither a faster link nor a cheaper call. */
class SpeedLawsTest {

    private static final double LEAST = 0.98;
    private static final int[] WINDOWS = {4, 8, 16, 32, 64, 128, 256};
    private static final double[] GIGABITS = {1, 5, 20, 40, 100};

    /** Frames that one shared worker moves in 0.2 s, for streams and, maybe, a guest that is asked. */
    private static long moved(List<Load> loads, double gigabits, boolean posted, PollMode mode, long seed) {
        int cpus = loads.size() + 1;
        HostSpec host = new HostSpec(cpus, 1, 1, CpuSet.of(0), HostSpec.all(cpus), gigabits, posted);
        List<GuestSpec> guests = new ArrayList<>();
        for (Load load : loads) {
            guests.add(GuestSpec.of("vm" + guests.size(), guests.size() + 1, load));
        }
        Simulation simulation = begun(new Scenario("test", "", host, guests, List.of(), 1), seed);
        share(simulation, CpuSet.of(0), mode);
        simulation.advance(SECOND / 50);
        long before = frames(simulation.sample());
        simulation.advance(SECOND / 50 + SECOND / 5);
        return frames(simulation.sample()) - before;
    }

    private static long frames(Sample sample) {
        return Stage.sum(sample, QueueCounter.PACKETS, QueueId.Direction.RX)
                + Stage.sum(sample, QueueCounter.PACKETS, QueueId.Direction.TX);
    }

    /** A stream falls in step with its batches only as far as hosts do: it is not to be hurried into that. */
    @ParameterizedTest
    @CsvSource({
        "1, sleep, 0.5", "1, poll, 0.5", "1, sleep, 2", "1, poll, 2",
        "2, sleep, 0.5", "2, poll, 2", "3, poll, 0.5", "3, sleep, 2"
    })
    void aFasterLinkDeliversNoLess(long seed, String mode, double guestMicros) {
        for (int window : WINDOWS) {
            for (Load stream :
                    List.of(Load.streamIn(1500, window, guestMicros), Load.streamOut(1500, window, guestMicros))) {
                long most = 0;
                for (double gigabits : GIGABITS) {
                    long frames = moved(List.of(stream, Load.rr(1, 0, 3)), gigabits, false, PollMode.parse(mode), seed);
                    long before = most;
                    assertTrue(
                            frames >= LEAST * before,
                            () -> stream.kind() + ", window " + window + ", " + gigabits + " Gbit/s: " + frames
                                    + " frames after " + before);
                    most = Math.max(most, frames);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, sleep", "1, poll", "2, poll", "3, poll"})
    void postedInterruptsDeliverNoLess(long seed, String mode) {
        for (int window : WINDOWS) {
            for (int guests : new int[] {1, 2, 3, 5}) {
                for (Load stream : List.of(Load.streamIn(1500, window, 2), Load.streamOut(1500, window, 2))) {
                    List<Load> loads = Collections.nCopies(guests, stream);
                    long without = moved(loads, 40, false, PollMode.parse(mode), seed);
                    long with = moved(loads, 40, true, PollMode.parse(mode), seed);
                    assertTrue(
                            with >= LEAST * without,
                            () -> stream.kind() + ", window " + window + ", " + guests + " guests: " + with
                                    + " frames against " + without);
                }
            }
        }
    }
}
