package io.sidecore.vhostuser.rig;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.CounterReader;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.port.SwitchSettings;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortListing;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.UplinkSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Hiring;
import io.sidecore.vhostuser.worker.Settings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend in this process, with sockets of the names given, and what it logged. */
public final class TestBackend implements AutoCloseable {

    private static final String UPLINK = "(tap|packet)=.*";

    private final Path directory;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final VhostUserServer server;

    public TestBackend(Path directory, int workers, PollMode mode, String... ports) {
        this(directory, workers, mode, SwitchSettings.DEFAULT, ports);
    }

    /** @param ports each a name, perhaps with options as the command line has them; or an uplink, as that has it */
    public TestBackend(Path directory, int workers, PollMode mode, SwitchSettings fabric, String... ports) {
        this(
                directory,
                workers,
                mode,
                fabric,
                Arrays.stream(ports)
                        .filter(port -> !port.matches(UPLINK))
                        .map(port -> port.split(",", 2))
                        .map(port -> PortSpec.parse(
                                directory.resolve(port[0] + ".sock") + (port.length > 1 ? "," + port[1] : "")))
                        .toList(),
                Arrays.stream(ports)
                        .filter(port -> port.matches(UPLINK))
                        .map(UplinkSpec::parse)
                        .toList());
    }

    public TestBackend(Path directory, int workers, PollMode mode, List<PortSpec> specs) {
        this(directory, workers, mode, SwitchSettings.DEFAULT, specs, List.of());
    }

    private TestBackend(
            Path directory,
            int workers,
            PollMode mode,
            SwitchSettings fabric,
            List<PortSpec> specs,
            List<UplinkSpec> uplinks) {
        this.directory = directory;
        CpuSet cpus = Threads.allowed(Threads.currentTid());
        server = VhostUserServer.start(
                new BackendOptions(
                        specs,
                        uplinks,
                        directory.resolve("control"),
                        workers,
                        Hiring.none(cpus, mode),
                        Settings.INITIAL,
                        fabric),
                log::add);
    }

    public Path socket(String port) {
        return directory.resolve(port + ".sock");
    }

    public Crew crew() {
        return server.crew();
    }

    public List<PortListing> ports() {
        return server.ports();
    }

    public Path counters() {
        return server.counters();
    }

    /** What a virtqueue that is in service has counted. */
    public long counter(String queue, QueueCounter counter) {
        int slot = server.crew().queues().containsKey(QueueId.parse(queue)) ? slotOf(queue) : -1;
        long[] words = new long[CounterFile.QUEUE_COUNTERS + QueueCounter.values().length];
        try (CounterReader reader = CounterReader.open(counters())) {
            return slot >= 0 && reader.readQueue(slot, words)
                    ? words[CounterFile.QUEUE_COUNTERS + counter.ordinal()]
                    : -1;
        }
    }

    /** Waits until an uplink has dropped so many frames on the way out, for that reason. */
    public void awaitDrops(String uplink, QueueCounter reason, long count) {
        Await.until(uplink + " has dropped " + count + " frames, " + reason, () -> drops(uplink, reason) == count);
    }

    private long drops(String uplink, QueueCounter reason) {
        return server.ports().stream()
                .filter(port -> port.name().equals(uplink))
                .mapToLong(port -> port.counts().of(QueueId.Direction.RX).getOrDefault(reason, -1L))
                .sum();
    }

    /** Waits until it has counted so many, and no more. */
    public void awaitCount(String queue, QueueCounter counter, long count) {
        Await.until(
                queue + " has counted " + count + " " + counter + "; it says " + counter(queue, counter),
                () -> counter(queue, counter) == count);
    }

    private int slotOf(String queue) {
        try (CounterReader reader = CounterReader.open(counters())) {
            long[] words = new long[CounterFile.QUEUE_COUNTERS];
            for (int slot = 0; slot < CounterFile.QUEUE_SLOTS; slot++) {
                if (reader.readQueue(slot, words) && name(words).equals(queue)) {
                    return slot;
                }
            }
        }
        return -1;
    }

    private static String name(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(CounterFile.QUEUE_NAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < CounterFile.QUEUE_NAME_BYTES / 8; i++) {
            bytes.putLong(words[CounterFile.QUEUE_NAME + i]);
        }
        return new String(bytes.array(), StandardCharsets.US_ASCII).split("\0", 2)[0];
    }

    /** All that it said, and was not forgotten. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** The lines about one port. */
    public List<String> log(String port) {
        return log.stream().filter(line -> line.startsWith(port + ": ")).toList();
    }

    /** Waits until a port's frontend is gone, and returns the line that says so. */
    public String awaitEnd(String port) {
        Await.until("the backend has let go of " + port + "; it said " + log, () -> {
            List<String> lines = log(port);
            return !lines.isEmpty() && !lines.get(lines.size() - 1).endsWith(": connected");
        });
        List<String> lines = log(port);
        return lines.get(lines.size() - 1);
    }

    public void forgetLog(String port) {
        log.removeIf(line -> line.startsWith(port + ": "));
    }

    @Override
    public void close() {
        server.close();
    }
}
