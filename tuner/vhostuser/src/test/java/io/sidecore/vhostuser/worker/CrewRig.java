package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.sys.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A crew of sleeping workers, w0 and so on, with queues that do what a test tells them. Closing it checks for leaks. */
final class CrewRig implements AutoCloseable {

    final CpuSet cpus = Threads.allowed(Threads.currentTid());
    final CounterFileWriter counters;
    final Leaks before;
    final Crew crew;
    final List<FakeQueue> queues = new ArrayList<>();

    CrewRig(Path directory, int workers) throws IOException {
        counters = CounterFileWriter.create(directory.resolve("counters"));
        before = Leaks.now();
        crew = new Crew(counters, Hiring.none(cpus, PollMode.SLEEP));
        for (int i = 0; i < workers; i++) {
            crew.add(cpus, PollMode.SLEEP);
        }
    }

    /** A queue in service. */
    FakeQueue queue(QueueId id) {
        FakeQueue queue = FakeQueue.of(id.toString(), counters);
        queues.add(queue);
        crew.start(queue);
        return queue;
    }

    @Override
    public void close() {
        queues.forEach(crew::stop);
        crew.close();
        queues.forEach(FakeQueue::close);
        before.awaitNone();
        counters.close();
    }
}
