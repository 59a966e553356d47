package io.sidecore.policies;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Placements in a line of text, for tests: {@code w0 0-1 sleep: vm1 vm2; w1 0 poll: vm3}. */
public final class Stories {

    public static final Observation NOTHING_SEEN =
            new Observation(0, Duration.ofMillis(100), List.of(), List.of(), OptionalDouble.empty());

    private Stories() {}

    /** A file of the class path. */
    public static String resource(String name) {
        InputStream in = Objects.requireNonNull(Stories.class.getResourceAsStream(name), name);
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Each guest has the queues rx0 and tx0. */
    public static Placement placement(String text) {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
        for (String part : text.split("; *", -1)) {
            String[] sides = part.split(": *", 2);
            String[] words = sides[0].strip().split(" ", -1);
            WorkerId worker = new WorkerId(words[0]);
            workers.put(worker, new Placement.Setting(CpuSet.parse(words[1]), PollMode.parse(words[2])));
            for (String guest :
                    sides[1].isBlank() ? new String[0] : sides[1].strip().split(" ", -1)) {
                queues.put(QueueId.parse(guest + "/rx0"), worker);
                queues.put(QueueId.parse(guest + "/tx0"), worker);
            }
        }
        return new Placement(workers, queues);
    }

    /** The inverse of {@link #placement}. */
    public static String text(Placement placement) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<WorkerId, Placement.Setting> worker : placement.workers().entrySet()) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(worker.getKey())
                    .append(' ')
                    .append(worker.getValue().cpus())
                    .append(' ')
                    .append(worker.getValue().mode())
                    .append(':');
            placement.queuesOf(worker.getKey()).stream()
                    .map(QueueId::device)
                    .distinct()
                    .forEach(guest -> text.append(' ').append(guest));
        }
        return text.toString();
    }
}
