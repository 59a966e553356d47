package io.sidecore.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.guests.arrivals.Fixed;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.guests.load.Flow;
import io.sidecore.guests.load.FlowKind;
import io.sidecore.guests.load.Load;
import io.sidecore.guests.report.FlowLine;
import io.sidecore.guests.report.IntervalLine;
import io.sidecore.guests.report.Output;
import io.sidecore.guests.report.ResultLine;
import io.sidecore.guests.vcpu.IdleMode;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load guests against the embedded backend, over real sockets and shared memory. */
class GuestsTest {

    @TempDir
    private Path directory;

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Keeps what a run says, and does something at the first line about an interval. */
    private static final class Notes implements Output {
        private final Runnable atFirstInterval;
        private final List<IntervalLine> intervals = new ArrayList<>();
        private final List<ResultLine> results = new ArrayList<>();
        private int ready;

        Notes(Runnable atFirstInterval) {
            this.atFirstInterval = atFirstInterval;
        }

        @Override
        public Duration every() {
            return Duration.ofMillis(100);
        }

        @Override
        public void ready(int guests) {
            ready = guests;
        }

        @Override
        public void interval(IntervalLine line) {
            intervals.add(line);
            if (intervals.size() == 1) {
                atFirstInterval.run();
            }
        }

        @Override
        public void result(ResultLine line) {
            results.add(line);
        }
    }

    private VhostUserServer backend(String name, String... guests) {
        List<PortSpec> ports = Arrays.stream(guests)
                .map(guest -> new PortSpec(directory.resolve(guest + ".sock"), guest))
                .toList();
        return VhostUserServer.start(
                new BackendOptions(
                        ports, directory.resolve(name), 1, Threads.allowed(Threads.currentTid()), PollMode.SLEEP),
                line -> {});
    }

    private GuestsOptions options(Load load, IdleMode idle, TxLayout layout, int threads) {
        return new GuestsOptions(
                load,
                GuestsOptions.socketsIn(directory, load),
                7,
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                new GuestsOptions.Vcpus(threads, Optional.empty(), idle),
                new GuestsOptions.Rings(256, layout));
    }

    @ParameterizedTest
    @CsvSource({"SLEEP, ONE, 1", "SLEEP, TWO, 2", "SPIN, INDIRECT, 1"})
    void everythingThatIsSentComesThroughInOrder(IdleMode idle, TxLayout layout, int threads) {
        Load load = new Load(
                "test",
                List.of(
                        Flow.rr("vm1", "vm2", new Fixed(2000)),
                        new Flow(FlowKind.STREAM, "vm2", "vm3", 9000, 16, Optional.empty()),
                        Flow.stream("vm3", "vm1", new Fixed(1000))));
        Notes notes = new Notes(() -> {});
        try (VhostUserServer backend = backend("control", "vm1", "vm2", "vm3")) {
            assertEquals(1, backend.crew().workers().size());
            assertEquals(0, new Guests(options(load, idle, layout, threads), notes, complaints::add).run());
        }
        assertEquals(List.of(), complaints);
        assertEquals(3, notes.ready);
        assertEquals(
                List.of("warmup", "measure"),
                notes.intervals.stream().map(IntervalLine::phase).distinct().toList());
        ResultLine result = notes.results.get(0);
        for (FlowLine flow : result.flows()) {
            assertEquals(
                    flow.flow() + " lost 0 repeated 0 reordered 0",
                    flow.flow() + " lost " + flow.lost() + " repeated " + flow.repeated() + " reordered "
                            + flow.reordered());
        }
        assertEquals(600, result.latencyMicros().count(), "2000 requests a second for 300 ms");
        assertEquals(600, result.flows().get(0).latencyMicros().count());
        assertTrue(result.flows().get(1).packets() > 16, "the stream's window moves on");
        assertEquals(300, result.flows().get(2).latencyMicros().count());
        assertTrue(result.kicks() > 0, "a backend that sleeps is kicked");
        assertEquals(idle == IdleMode.SLEEP, result.calls() > 0, "who sleeps is called, who spins is not");
    }

    @Test
    void aBackendThatGoesAwayTakesItsGuestsAlongAndNoOthers() {
        Load load = new Load(
                "test", List.of(Flow.rr("vm1", "vm2", new Fixed(2000)), Flow.rr("vm3", "vm4", new Fixed(2000))));
        VhostUserServer doomed = backend("control-b", "vm3", "vm4");
        Notes notes = new Notes(doomed::close);
        try (VhostUserServer backend = backend("control-a", "vm1", "vm2")) {
            assertEquals(1, backend.crew().workers().size());
            assertEquals(2, new Guests(options(load, IdleMode.SLEEP, TxLayout.ONE, 1), notes, complaints::add).run());
        }
        assertEquals(
                List.of(
                        "vm3 is lost: the backend closed " + directory.resolve("vm3.sock"),
                        "vm4 is lost: the backend closed " + directory.resolve("vm4.sock")),
                complaints.stream().sorted().toList());
        List<FlowLine> flows = notes.results.get(0).flows();
        assertEquals(List.of(false, true), flows.stream().map(FlowLine::down).toList());
        assertEquals(600, flows.get(0).latencyMicros().count());
        assertEquals(0, flows.get(0).lost());
    }

    @Test
    void everyGuestNeedsASocket() {
        Load load = new Load("test", List.of(Flow.stream("vm1", "vm2")));
        GuestsOptions fine = options(load, IdleMode.SPIN, TxLayout.ONE, 1);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new GuestsOptions(
                        load,
                        List.of(directory.resolve("vm1.sock")),
                        1,
                        fine.warmup(),
                        fine.measured(),
                        fine.vcpus(),
                        fine.rings()));
        assertEquals("load test has 2 guests, but there are 1 sockets", refused.getMessage());
    }
}
