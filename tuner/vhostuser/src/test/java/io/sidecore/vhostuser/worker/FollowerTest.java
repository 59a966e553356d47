package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.rig.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FollowerTest {

    private static final QueueId A = QueueId.parse("a/rx0");
    private static final QueueId B = QueueId.parse("b/rx0");

    /** A process that was asked for a moment ago has not run since: so it is asked for once, for both. */
    @Test
    void queuesOfAllGuestsOfOneProcessFollow(@TempDir Path directory) throws IOException {
        List<String> log = new CopyOnWriteArrayList<>();
        try (CrewRig rig = new CrewRig(directory, 0)) {
            assumeTrue(rig.cpus.count() > 1, "one CPU only: nowhere to get out of the way to");
            int here = rig.cpus.first();
            rig.crew.set(Settings.INITIAL.with(Setting.FOLLOW_MS, 10));
            rig.crew.setPlacement(Placement.PER_CPU);
            for (String guest : List.of("a", "b")) {
                rig.crew.introduce(guest, new Origin(Optional.empty(), OptionalInt.empty(), OptionalInt.of(7)));
            }
            List<Integer> asked = new CopyOnWriteArrayList<>();
            Follower follower = new Follower(
                    rig.crew,
                    process -> {
                        asked.add(process);
                        return asked.size() % 2 == 1 ? Optional.of(CpuSet.of(here)) : Optional.empty();
                    },
                    log::add);
            try {
                rig.crew.undisturbed(
                        () -> { // both at once, so that one look sees both
                            rig.queue(A);
                            rig.queue(B);
                        });
                Await.until(
                        "both are out of the way",
                        () -> rig.crew.queues().entrySet().stream().noneMatch(queue -> isOn(rig, queue, here)));
                assertEquals(List.of(7), List.copyOf(asked));
                assertEquals(List.of(), List.copyOf(log));
            } finally {
                follower.close();
            }
        }
    }

    private static boolean isOn(CrewRig rig, Map.Entry<QueueId, ?> queue, int cpu) {
        return rig.crew.workers().entrySet().stream()
                .anyMatch(worker -> worker.getKey().equals(queue.getValue())
                        && worker.getValue().cpus().equals(CpuSet.of(cpu)));
    }
}
