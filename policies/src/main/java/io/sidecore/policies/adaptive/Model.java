package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.SortedArrays;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What would be observed under another placement, by what is observed under the present one. Of a worker with the load r of
 * its guests (their measured busy shares), b batches a second, mean service S of a batch, and a wake-up that takes W and
 * costs C of CPU time; and of a guest of its, beside which the others make the load r':
 *
 * <pre>
 * asleep   = 1 - r for a sleeping worker, (1 - r)(1 - caught) for a spinning one, 0 for a polling one
 * caught   = answers to what it has just given, and 1 - e^(-b' spin) of the other batches b'
 * wake-ups = b * asleep;  kicks likewise, of the batches that guests send
 * CPU      = r + C * wake-ups, and what is spun, or all that it gets if it polls
 * delay    = W * asleep + min(S/2 * min(r' / (1 - r'), queues - 1), cycle)
 * cycle    = what one visit to each queue costs / (1 - least)
 * least    = r without the time of visits, of guests whose frames come together if they wait
 * p99      = max(W * min(1, asleep / 1 %), min(L / (2 - 2r) * ln(100 r), once round all queues))
 * served   = 1 / least of what is offered, if that is above 1
 * </pre>
 *
 * The wait is M/D/1's (Kleinrock, 1975), but as a guest finds it that does not wait for itself (the arrival theorem; Sevcik
 * and Mitrani, 1981); and no longer than a worker takes to go round, whose batches grow as it gets busy (Takagi, 1988).
 *
 * The p99 takes M/D/1's wait for exponential beyond 0, which is over t in r e^(-2 (1 - r) t / S) of all cases, and has each
 * service last as L, the longest of any guest's batches, since the worst wait in a hundred is behind one of these. Who finds
 * the worker asleep finds nobody before him, so that the longer of the two waits counts, not their sum.
 *
 * A guest that waits for answers sends more if they come sooner: at a batch every T it goes T / (T + change of delay, both
 * ways) as fast, times an elasticity that is learnt from what came of earlier changes. W, C and the frames of a batch are
 * fitted to what sleeping workers show, what a visit costs to how time and visits of a frame go together ({@link Learnt}).
 * How far all of that is off, {@link ModelErrors} says.
 */
final class Model {

    private final Host host;
    private final Adaptive limits;
    private final Learnt learnt;
    private final Observation now;
    private final Placement from;
    private final Map<String, AskedGuest> asked;

    /** The same as their queues are; those of another placement are in the same order, but for guests that came or went. */
    private final List<AskedGuest> inOrder;

    /** Where frames go that leave the host. */
    private final List<QueueLoad> leaving;

    /** The model of what is observed now. */
    Model(Observation now, Placement current, Host host, Adaptive limits, Learnt learnt) {
        this.now = now;
        this.from = current;
        this.host = host;
        this.limits = limits;
        this.learnt = learnt;
        this.asked = asked();
        this.inOrder = List.copyOf(asked.values());
        Set<QueueId> own = new HashSet<>(current.queues().keySet());
        this.leaving = now.queues().stream()
                .filter(queue -> !own.contains(queue.queue()))
                .toList();
        for (ServedWorker worker : serve(current)) {
            worker.guests.forEach(guest -> guest.delayMicrosBefore = worker.delayMicros(guest));
        }
    }

    /** By what factor each guest's traffic is expected to change. */
    Map<String, Double> rates(Placement to) {
        Map<String, Double> rates = new HashMap<>();
        for (ServedWorker worker : serve(to)) {
            worker.guests.forEach(guest -> rates.put(guest.name, rate(guest, worker)));
        }
        return rates;
    }

    private double rate(AskedGuest guest, ServedWorker worker) {
        double delay = worker.delayMicros(guest);
        return worker.rate(guest, Double.isNaN(guest.delayMicrosBefore) ? delay : guest.delayMicrosBefore);
    }

    /** What would be observed. */
    Observation expect(Placement to) {
        List<WorkerLoad> workers = new ArrayList<>();
        List<QueueLoad> queues = new ArrayList<>();
        double sentBefore = 0;
        double sentAfter = 0;
        for (ServedWorker worker : serve(to)) {
            double kicks = 0;
            for (AskedGuest guest : worker.guests) {
                double rate = rate(guest, worker);
                double sent = guest.sent() * rate;
                double guestKicks = sent / guest.sleepingBatch * worker.asleep();
                kicks += guestKicks;
                sentBefore += guest.sent();
                sentAfter += sent;
                queues.add(worker.load(guest, QueueId.Direction.TX, sent, guestKicks));
                queues.add(worker.load(guest, QueueId.Direction.RX, guest.got() * rate, 0));
            }
            workers.add(worker.load(kicks));
        }
        double grown = sentBefore > 0 ? sentAfter / sentBefore : 1;
        leaving.forEach(queue -> queues.add(grown(queue, grown)));
        return new Observation(now.atNanos(), now.window(), workers, queues, OptionalDouble.empty());
    }

    private static QueueLoad grown(QueueLoad seen, double factor) {
        return new QueueLoad(
                seen.queue(),
                seen.worker(),
                seen.packetsPerSecond() * factor,
                seen.bytesPerSecond() * factor,
                0,
                0,
                0,
                0,
                0,
                0,
                seen.delay());
    }

    private Map<String, AskedGuest> asked() {
        Map<QueueId, QueueLoad> loads = new HashMap<>();
        now.queues().forEach(load -> loads.put(load.queue(), load));
        Map<WorkerId, WorkerLoad> workers = new HashMap<>();
        now.workers().forEach(load -> workers.put(load.worker(), load));
        Map<String, AskedGuest> guests = new LinkedHashMap<>();
        from.queues().forEach((queue, worker) -> {
            AskedGuest guest = guests.computeIfAbsent(
                    queue.device(),
                    name -> new AskedGuest(name, host.guests().apply(name).node()));
            QueueLoad load = loads.get(queue);
            WorkerLoad by = workers.get(worker);
            if (load != null) {
                guest.add(load);
                guest.growth = by != null && isFull(by, load) ? learnt.hidden(guest.name) : guest.growth;
            }
        });
        guests.values().forEach(learnt::describe);
        return guests;
    }

    private boolean isFull(WorkerLoad worker, QueueLoad queue) {
        double busy = worker.saturation().busy() / Math.max(0.1, 1 - Situation.stolen(worker));
        return busy >= limits.saturatedLoad() && queue.packetsPerSecond() > limits.idlePacketsPerSecond();
    }

    private List<ServedWorker> serve(Placement placement) {
        Map<WorkerId, ServedWorker> workers = new HashMap<>();
        List<ServedWorker> all = new ArrayList<>();
        placement.workers().forEach((id, setting) -> {
            ServedWorker worker = new ServedWorker(new WorkerId("m" + all.size()), setting, learnt);
            workers.put(id, worker);
            all.add(worker);
        });
        SortedArrays<QueueId, WorkerId> queues = SortedArrays.of(placement.queues());
        String last = "";
        int next = 0;
        for (int i = 0; i < queues.size(); i++) {
            String device = queues.keys().get(i).device();
            if (!device.equals(last)) { // a guest is served where its first queue is
                boolean isNext = next < inOrder.size() && inOrder.get(next).name.equals(device);
                AskedGuest guest = isNext ? inOrder.get(next) : asked.get(device);
                next++;
                ServedWorker worker = workers.get(queues.inOrder().get(i));
                if (guest != null && worker != null) {
                    worker.guests.add(guest);
                }
            }
            last = device;
        }
        all.forEach(worker -> worker.work(all, host));
        return all;
    }
}
