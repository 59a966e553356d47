package io.sidecore.tuner.backend.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.Commands;
import io.sidecore.vhostuser.control.ControlServer;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded backend itself at the other end of the socket: real worker threads, no guests. */
class RealBackendTest {

    private static final Reason REASON = Reason.of("test");

    @Test
    void workersOfTheRealBackendComeGoAndAreSet(@TempDir Path directory) {
        CpuSet first = CpuSet.of(0);
        BackendOptions options = new BackendOptions(
                List.of(PortSpec.parse(directory.resolve("vm1.sock").toString())),
                directory.resolve("control.sock"),
                2,
                first,
                PollMode.SLEEP);
        try (VhostUserServer server = VhostUserServer.start(options, line -> {});
                ControlServer control = ControlServer.start(
                        options.control(), new Commands(server.crew(), server.counters(), server::ports));
                VhostUserBackend backend = new VhostUserBackend(BackendClient.connect(control.path()))) {
            Map<WorkerId, Placement.Setting> start = backend.placement().workers();
            assertEquals(List.of(setting(first, "sleep"), setting(first, "sleep")), List.copyOf(start.values()));

            WorkerId worker = backend.placement().workers().firstKey();
            PollMode spin = PollMode.parse("spin=50us");
            Actuation mode =
                    new Decision.Poll(worker, spin, REASON).match(backend).orElseThrow();
            assertEquals(setting(first, "spin=50us"), backend.placement().setting(worker));
            mode.undo();
            assertEquals(start, backend.placement().workers());

            Actuation added = new Decision.AddWorker(first, PollMode.SLEEP, List.of(), REASON)
                    .match(backend)
                    .orElseThrow();
            assertEquals(3, backend.placement().workers().size());
            added.undo();
            assertEquals(start, backend.placement().workers());

            new Decision.RetireWorker(
                            List.of(worker), backend.placement().workers().lastKey(), REASON)
                    .match(backend)
                    .orElseThrow()
                    .undo();
            assertEquals(
                    List.copyOf(start.values()),
                    List.copyOf(backend.placement().workers().values()));
        }
    }

    private static Placement.Setting setting(CpuSet cpus, String mode) {
        return new Placement.Setting(cpus, PollMode.parse(mode));
    }
}
