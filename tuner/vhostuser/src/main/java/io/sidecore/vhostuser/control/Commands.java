package io.sidecore.vhostuser.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.server.PortListing;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Placement;
import io.sidecore.vhostuser.worker.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What can be asked of a running backend.
 *
 * <pre>
 * {"op":"list"}                                              workers, queues, the counter file's path, and how many
 *                                                            guests were introduced so far
 * {"op":"guests"}                                            every guest that is there, and where it is at home
 * {"op":"add-worker","cpus":"0-1","mode":"sleep"}            answers "worker"
 * {"op":"retire-worker","worker":"w1","heir":"w0"}
 * {"op":"attach","queue":"vm1/tx0","worker":"w0"}
 * {"op":"mode","worker":"w0","mode":"poll|sleep|spin=50us"}
 * {"op":"pin","worker":"w0","cpus":"0"}
 * {"op":"ports"}                                             every port, with what was counted there
 * {"op":"settings"}                                          every setting, the placement, and weights of guests
 * {"op":"set","name":"packet-weight","value":64}             for all workers; names are those of Setting
 * {"op":"placement","placement":"fewest|dedicated|shared"}   which worker a device gets that comes
 * {"op":"weight","guest":"vm1","weight":4}                   how much time a guest gets while others wait
 * </pre>
 */
public final class Commands {

    private final Crew crew;
    private final Path counters;
    private final Supplier<List<PortListing>> ports;

    /** @param ports every port as it stands */
    public Commands(Crew crew, Path counters, Supplier<List<PortListing>> ports) {
        this.crew = crew;
        this.counters = counters;
        this.ports = ports;
    }

    /**
     * Carries a command out.
     *
     * @throws RuntimeException with one sentence for the client
     */
    ObjectNode run(JsonNode request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        String operation = text(request, "op");
        switch (operation) {
            case "list" -> list(answer);
            case "guests" -> guests(answer);
            case "add-worker" ->
                answer.put(
                        "worker",
                        crew.add(CpuSet.parse(text(request, "cpus")), PollMode.parse(text(request, "mode")))
                                .name());
            case "retire-worker" -> crew.retire(worker(request, "worker"), worker(request, "heir"));
            case "attach" -> crew.attach(QueueId.parse(text(request, "queue")), worker(request, "worker"));
            case "mode" -> crew.setMode(worker(request, "worker"), PollMode.parse(text(request, "mode")));
            case "pin" -> crew.pin(worker(request, "worker"), CpuSet.parse(text(request, "cpus")));
            case "ports" -> ports(answer);
            case "settings" -> settings(answer);
            case "set" ->
                crew.set(crew.settings().with(Setting.parse(text(request, "name")), number(request, "value")));
            case "placement" -> crew.setPlacement(Placement.parse(text(request, "placement")));
            case "weight" -> crew.setWeight(text(request, "guest"), (int) number(request, "weight"));
            default ->
                throw new IllegalArgumentException("no such op: '" + operation + "' (want list, guests, ports,"
                        + " add-worker, retire-worker, attach, mode, pin, settings, set, placement or weight)");
        }
        return answer;
    }

    private void list(ObjectNode answer) {
        ArrayNode workers = answer.putArray("workers");
        crew.workers()
                .forEach((id, setting) -> workers.addObject()
                        .put("worker", id.name())
                        .put("tid", setting.tid())
                        .put("cpus", setting.cpus().toString())
                        .put("mode", setting.mode().toString()));
        ArrayNode queues = answer.putArray("queues");
        crew.queues()
                .forEach((id, worker) ->
                        queues.addObject().put("queue", id.toString()).put("worker", worker.name()));
        answer.put("counters", counters.toString()).put("introductions", crew.introductions());
    }

    /** What is unknown of a guest is left out. */
    private void guests(ObjectNode answer) {
        ArrayNode guests = answer.putArray("guests");
        crew.guests().forEach((name, guest) -> {
            ObjectNode one = guests.addObject().put("guest", name).put("introduction", guest.number());
            guest.origin().process().ifPresent(process -> one.put("process", process));
            guest.origin().node().ifPresent(node -> one.put("node", node));
            guest.origin().cgroups().ifPresent(cgroups -> {
                ArrayNode all = one.putArray("cgroups");
                new TreeSet<>(cgroups).forEach(all::add);
            });
        });
    }

    private void ports(ObjectNode answer) {
        ArrayNode all = answer.putArray("ports");
        for (PortListing port : ports.get()) {
            ObjectNode one = all.addObject()
                    .put("port", port.name())
                    .put(port.isUplink() ? "interface" : "socket", port.place())
                    .put("type", port.type())
                    .put("served", port.counts().isServed())
                    .put("connections", port.counts().connections());
            if (port.isDisk()) {
                counts(one.putObject("requests"), port.counts().of(QueueId.Direction.REQUEST));
                continue;
            }
            counts(one.putObject("tx"), port.counts().of(QueueId.Direction.TX));
            counts(one.putObject("rx"), port.counts().of(QueueId.Direction.RX));
            one.withObject("/rx").put("drops-away", port.uncountedDrops());
        }
    }

    private static void counts(ObjectNode to, Map<QueueCounter, Long> counts) {
        new TreeMap<>(counts).forEach((counter, count) -> to.put(text(counter), count));
    }

    private static String text(QueueCounter counter) {
        return counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void settings(ObjectNode answer) {
        answer.put("placement", crew.placement().text());
        ObjectNode settings = answer.putObject("settings");
        crew.settings().all().forEach(settings::put);
        ObjectNode weights = answer.putObject("weights");
        crew.weights().forEach(weights::put);
    }

    private static long number(JsonNode request, String field) {
        JsonNode value = request.get(field);
        if (value == null || !value.canConvertToInt()) {
            throw new IllegalArgumentException("the request has no whole number \"" + field + "\": " + request);
        }
        return value.longValue();
    }

    private static WorkerId worker(JsonNode request, String field) {
        return new WorkerId(text(request, field));
    }

    private static String text(JsonNode request, String field) {
        JsonNode value = request.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("the request has no text \"" + field + "\": " + request);
        }
        return value.textValue();
    }
}
