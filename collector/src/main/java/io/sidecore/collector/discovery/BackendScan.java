package io.sidecore.collector.discovery;

import io.sidecore.collector.counters.CounterFileException;
import io.sidecore.collector.counters.CounterReader;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.sample.LiveSampleSource;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.WorkerSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** Finds the workers and virtqueues of Sidecore's embedded backends by their counter files. */
final class BackendScan implements AutoCloseable {

    private static final Integer ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0002;

    private final ThreadFiles threads;
    private final LongSupplier clock;
    private final StickyNumbers numbers = new StickyNumbers();
    private final Map<HostProcess.Id, LiveSampleSource> open = new HashMap<>();
    private List<BackendCounts> found = List.of();

    BackendScan(ThreadFiles threads, LongSupplier clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /** Adds them to a draft. */
    void add(List<HostProcess> processes, GuestSockets guests, Draft draft) {
        List<BackendCounts> backends = new ArrayList<>();
        Set<HostProcess.Id> present = new HashSet<>();
        for (HostProcess process : processes) {
            BackendProcess.of(threads.files(), process).ifPresent(backend -> {
                present.add(process.id());
                add(backend, guests, draft).ifPresent(backends::add);
            });
        }
        numbers.endScan();
        open.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        found = backends;
    }

    private Optional<BackendCounts> add(BackendProcess backend, GuestSockets guests, Draft draft) {
        int number = numbers.of("backend", backend.process().id());
        String name = number == 0 ? "backend" : "backend" + (number + 1);
        try {
            LiveSampleSource source = source(backend);
            Sample sample = source.read();
            BackendCounts counts = new BackendCounts(name, source);
            addWorkers(backend, name, sample, counts, draft);
            addQueues(backend, name, sample, guests, counts, draft);
            return Optional.of(counts);
        } catch (CounterFileException e) {
            draft.gaps().addOf("workers", name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private LiveSampleSource source(BackendProcess backend) {
        LiveSampleSource known = open.get(backend.process().id());
        if (known != null) {
            return known;
        }
        Path file = backend.counters();
        checkOwner(file);
        CounterReader counters = CounterReader.open(file);
        if (counters.pid() != backend.process().pid()) {
            counters.close();
            throw new CounterFileException(
                    file, "names threads by other numbers: the backend is in another PID namespace");
        }
        LiveSampleSource source = new LiveSampleSource(counters, new NoThreadTimes(), Optional.empty(), clock);
        open.put(backend.process().id(), source);
        return source;
    }

    /** Whoever may write a file may cut it off while we read its mapping, which the JVM survives, but no reader of ours. */
    private void checkOwner(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
            Object self = Files.getAttribute(threads.files().path("proc/self"), "unix:uid");
            Object owner = attributes.get("uid");
            boolean shared = attributes.get("mode") instanceof Integer mode && (mode & WRITABLE_BY_OTHERS) != 0;
            if (shared || (!ROOT.equals(owner) && !self.equals(owner))) {
                throw new CounterFileException(file, "may be changed by other users: run as the backend's own user");
            }
        } catch (IOException e) {
            throw new CounterFileException(file, "cannot be read: is the backend running? (" + e + ")");
        }
    }

    /** Only those that are threads of the process: the file is not to be trusted. */
    private void addWorkers(BackendProcess backend, String name, Sample sample, BackendCounts counts, Draft draft) {
        Map<Integer, ThreadStat> tasks = new HashMap<>();
        threads.of(backend.process().pid()).forEach(stat -> tasks.put(stat.tid(), stat));
        for (WorkerSample worker : sample.workers()) {
            ThreadStat stat = tasks.get(worker.tid());
            if (stat != null) {
                String full = draft.takeWorkerName(name + "/" + worker.worker().name());
                counts.name(worker.worker(), full);
                draft.add(new HostWorker(
                        full,
                        HostWorker.Kind.BACKEND,
                        worker.tid(),
                        backend.process().pid(),
                        stat.startedTicks(),
                        Optional.empty(),
                        threads.cpus(worker.tid()).orElse(worker.cpus()),
                        threads.cgroup(worker.tid()),
                        Optional.of(worker.mode())));
            }
        }
    }

    private static void addQueues(
            BackendProcess backend,
            String name,
            Sample sample,
            GuestSockets guests,
            BackendCounts counts,
            Draft draft) {
        for (QueueSample queue : sample.queues()) {
            String device = queue.queue().device();
            String label = queue.queue().toString().substring(device.length() + 1);
            Optional<String> guest =
                    Optional.ofNullable(backend.sockets().get(device)).flatMap(guests::guest);
            String full = draft.takeQueueName(guest.orElse(name) + "/" + device + "/" + label);
            counts.name(queue.queue(), full);
            draft.add(new Virtqueue(
                    full,
                    guest.orElse(device),
                    device,
                    label,
                    queue.worker().flatMap(counts::name),
                    OptionalInt.of(queue.ringSize()),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty()));
        }
    }

    List<BackendCounts> found() {
        return found;
    }

    @Override
    public void close() {
        open.values().forEach(LiveSampleSource::close);
        open.clear();
    }
}
