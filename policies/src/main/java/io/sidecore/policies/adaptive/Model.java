package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What would be observed under another placement. Of a worker with the load r of its guests (their measured busy shares),
 * b batches a second, mean service S of a batch, and a wake-up that takes W and costs C of CPU time:
 *
 * <pre>
 * asleep   = 1 - r for a sleeping worker, (1 - r) e^(-b spin) for a spinning one, 0 for a polling one
 * wake-ups = b * asleep;  kicks likewise, of the batches that guests send
 * CPU      = r + C * wake-ups, and what is spun, or all that it gets if it polls
 * delay    = W * asleep + S/2 * min(r / (1 - r), queues - 1)   (M/D/1's wait; Kleinrock, 1975; of so many in a circle)
 * served   = 1 / r of what is offered, if r is above 1
 * </pre>
 *
 * A guest that waits for answers sends more if they come sooner: at a batch every T it goes T / (T + change of delay, both
 * ways) as fast, times an elasticity that is learnt from what came of earlier changes. W, C and the frames of a batch are
 * fitted to what sleeping workers show.
 */
final class Model {

    /** A worker that is this busy has no room left. */
    private static final double FULL = 0.97;

    /** What a saturated worker hides: twice as much is the boldest guess that is often right. */
    private static final double HIDDEN = 2;

    private static final double MICROS = 1e6;
    private static final double REMOTE = 1.3;
    private static final double SIBLING = 0.62;

    private static final double LOOK_MICROS = 0.2;

    /** A poller that is not alone on its CPU loses whole time slices; a sleeper that wakes soon gets its turn. */
    private static final double POLLER_SLICE_MICROS = 3000;

    private static final double SLEEPER_WAIT_MICROS = 300;

    /** How much of a new measurement is believed. */
    private static final double BELIEF = 0.3;

    private static final int BULK_BYTES = 1200;
    private static final double BULK_BATCH = 12;

    /** A guest that sends much more than it gets, or the other way round, waits for a window, not for each answer. */
    private static final double STREAM_ELASTICITY = 0.1;

    private final Host host;
    private final Adaptive limits;
    private double wakeMicros = 12;
    private double wakeCpuMicros = 4;
    private final Map<String, Double> batches = new HashMap<>();
    private final Map<String, Double> elasticities = new HashMap<>();

    /** By how much a guest of a full worker is believed to want more. */
    private final Map<String, Double> hidden = new HashMap<>();

    /** What a CPU's workers waited for it, last time that one was seen there. */
    private final Map<CpuSet, Double> waiting = new HashMap<>();

    Model(Host host, Adaptive limits) {
        this.host = host;
        this.limits = limits;
    }

    /** A worker of a placement, and what its guests make of it. */
    private static final class Served {
        final Placement.Setting setting;
        final List<Asked> guests = new ArrayList<>();
        double capacity = 1;
        double waits;
        double load;
        double batches;
        double serviceMicros;
        double asleep;
        double delayMicros;
        double served = 1;

        Served(Placement.Setting setting) {
            this.setting = setting;
        }
    }

    /** A guest, as it is now. */
    private static final class Asked {
        final String name;
        double sent;
        double got;
        double bytes;
        double busy;
        double batch = 1;
        double growth = 1;
        double elasticity;
        double delayMicros;

        Asked(String name) {
            this.name = name;
        }

        double packets() {
            return sent + got;
        }

        double batches() {
            return packets() / batch;
        }
    }

    /** Takes in what is seen while nothing is being tried. */
    void learn(Observation now, Placement current) {
        for (WorkerLoad load : now.workers()) {
            if (load.interference().isPresent()) {
                waiting.merge(load.cpus(), Situation.stolen(load), (old, fresh) -> old + BELIEF * (fresh - old));
            }
            if (load.mode().kind() == PollMode.Kind.SLEEP
                    && load.sleepsPerSecond() > limits.minWakeUpsPerSecond()
                    && load.saturation().busy() < 0.6) {
                learnWakeUps(load, now);
            }
        }
        for (QueueLoad queue : now.queues()) {
            boolean sends = queue.queue().direction() == QueueId.Direction.TX;
            if (sends && queue.kicksPerSecond() > 10 && current.queues().containsKey(queue.queue())) {
                double batch = Math.max(1, queue.packetsPerSecond() / queue.kicksPerSecond());
                batches.merge(queue.queue().device(), batch, (old, fresh) -> old + BELIEF * (fresh - old));
            }
        }
    }

    private void learnWakeUps(WorkerLoad load, Observation now) {
        double busy = 0;
        double delay = 0;
        double weight = 0;
        for (QueueLoad queue : now.queues()) {
            if (queue.worker().filter(load.worker()::equals).isPresent()) {
                busy += queue.busy();
                double micros = queue.delay().map(Model::micros).orElse(0.0);
                delay += micros * queue.packetsPerSecond();
                weight += queue.packetsPerSecond();
            }
        }
        double cpuMicros = MICROS * Math.max(0, load.onCpu() - busy) / load.sleepsPerSecond();
        wakeCpuMicros += BELIEF * (Math.min(50, cpuMicros) - wakeCpuMicros);
        if (weight > 0) {
            wakeMicros += BELIEF * (Math.min(200, delay / weight) - wakeMicros);
        }
    }

    private static double micros(QueueDelay delay) {
        return delay.mean().toNanos() / 1e3;
    }

    /** By what factor each guest's traffic is expected to change from one placement to another. */
    Map<String, Double> rates(Observation now, Placement from, Placement to) {
        Map<String, Double> rates = new HashMap<>();
        Map<String, Asked> asked = asked(now, from);
        List<Served> before = serve(from, asked);
        Map<String, Double> delays = new HashMap<>();
        before.forEach(worker -> worker.guests.forEach(guest -> delays.put(guest.name, worker.delayMicros)));
        for (Served worker : serve(to, asked)) {
            worker.guests.forEach(guest -> rates.put(guest.name, rate(guest, worker, delays)));
        }
        return rates;
    }

    /** A change that was to give guests room did not help them: they want less than was thought. */
    void disappointed(Map<String, Double> rates) {
        rates.forEach((guest, rate) -> {
            if (rate > 1.02) {
                hidden.merge(guest, 1 + (HIDDEN - 1) / 3, (old, fresh) -> 1 + (old - 1) / 3);
                elasticities.merge(guest, 0.5, (old, fresh) -> old / 2);
            }
        });
    }

    /** The load is another: guests may want more again. */
    void forget() {
        hidden.clear();
    }

    /** A guest's traffic became so many times what it was, and not what was expected. */
    void correct(String guest, double expected, double measured) {
        if (Math.abs(Math.log(expected)) < 0.03) {
            return;
        }
        double ratio = Math.max(0, Math.min(1.5, Math.log(measured) / Math.log(expected)));
        elasticities.merge(guest, ratio, (old, fresh) -> old + 0.7 * (fresh - old));
    }

    /** What would be observed under a placement, by what is observed under the present one. */
    Observation expect(Observation now, Placement from, Placement to) {
        Map<String, Asked> asked = asked(now, from);
        Map<String, Double> delays = new HashMap<>();
        serve(from, asked)
                .forEach(worker -> worker.guests.forEach(guest -> delays.put(guest.name, worker.delayMicros)));
        List<WorkerLoad> workers = new ArrayList<>();
        List<QueueLoad> queues = new ArrayList<>();
        double sentBefore = 0;
        double sentAfter = 0;
        int number = 0;
        for (Served worker : serve(to, asked)) {
            double kicks = 0;
            for (Asked guest : worker.guests) {
                double rate = rate(guest, worker, delays);
                double guestKicks = guest.sent * rate / guest.batch * worker.asleep;
                kicks += guestKicks;
                sentBefore += guest.sent;
                sentAfter += guest.sent * rate;
                queues.add(load(guest, QueueId.Direction.TX, guest.sent * rate, guestKicks, worker));
                queues.add(load(guest, QueueId.Direction.RX, guest.got * rate, 0, worker));
            }
            workers.add(load(worker, number++, kicks));
        }
        double grown = sentBefore > 0 ? sentAfter / sentBefore : 1;
        for (QueueLoad queue : now.queues()) {
            if (!from.queues().containsKey(queue.queue())) { // where frames go that leave the host
                queues.add(load(queue, grown));
            }
        }
        return new Observation(now.atNanos(), now.window(), workers, queues, OptionalDouble.empty());
    }

    private Map<String, Asked> asked(Observation now, Placement current) {
        Map<QueueId, QueueLoad> loads = new HashMap<>();
        now.queues().forEach(load -> loads.put(load.queue(), load));
        Map<WorkerId, WorkerLoad> workers = new HashMap<>();
        now.workers().forEach(load -> workers.put(load.worker(), load));
        Map<String, Asked> guests = new HashMap<>();
        current.queues().forEach((queue, worker) -> {
            Asked guest = guests.computeIfAbsent(queue.device(), Asked::new);
            QueueLoad load = loads.get(queue);
            if (load != null) {
                add(guest, load);
                WorkerLoad by = workers.get(worker);
                if (by != null && isFull(by, load)) {
                    guest.growth = hidden.getOrDefault(guest.name, HIDDEN);
                }
            }
        });
        guests.values().forEach(this::finish);
        return guests;
    }

    private boolean isFull(WorkerLoad worker, QueueLoad queue) {
        double waits = Situation.stolen(worker);
        double busy = worker.saturation().busy() / Math.max(0.1, 1 - waits);
        return busy >= limits.saturatedLoad() && queue.packetsPerSecond() > limits.idlePacketsPerSecond();
    }

    private static void add(Asked guest, QueueLoad load) {
        if (load.queue().direction() == QueueId.Direction.TX) {
            guest.sent += load.packetsPerSecond();
        } else {
            guest.got += load.packetsPerSecond();
        }
        guest.bytes += load.bytesPerSecond();
        guest.busy += load.busy();
        double micros = load.delay().map(Model::micros).orElse(0.0);
        guest.delayMicros = Math.max(guest.delayMicros, micros);
    }

    private void finish(Asked guest) {
        boolean bulk = guest.packets() > 0 && guest.bytes / guest.packets() > BULK_BYTES;
        guest.batch = batches.getOrDefault(guest.name, bulk ? BULK_BATCH : 1.0);
        boolean asks = Math.min(guest.sent, guest.got) > 0.5 * Math.max(guest.sent, guest.got);
        guest.elasticity = elasticities.getOrDefault(guest.name, asks ? 1 : STREAM_ELASTICITY);
    }

    private List<Served> serve(Placement placement, Map<String, Asked> asked) {
        Map<WorkerId, Served> workers = new HashMap<>();
        List<Served> inOrder = new ArrayList<>();
        placement.workers().forEach((id, setting) -> {
            Served worker = new Served(setting);
            workers.put(id, worker);
            inOrder.add(worker);
        });
        String last = "";
        for (Map.Entry<QueueId, WorkerId> queue : placement.queues().entrySet()) {
            Asked guest = asked.get(queue.getKey().device());
            Served worker = workers.get(queue.getValue());
            if (guest != null && worker != null && !guest.name.equals(last)) {
                worker.guests.add(guest);
            }
            last = queue.getKey().device();
        }
        for (Served worker : inOrder) {
            capacity(worker, inOrder);
            work(worker);
        }
        return inOrder;
    }

    private void capacity(Served worker, List<Served> all) {
        CpuSet cpus = worker.setting.cpus();
        worker.waits = waiting.getOrDefault(cpus, 0.0);
        worker.capacity = Math.max(0.05, 1 - worker.waits);
        if (cpus.count() > 1) {
            return;
        }
        long here = all.stream()
                .filter(other -> !other.guests.isEmpty() && other.setting.cpus().equals(cpus))
                .count();
        worker.capacity /= Math.max(1, here);
        CpuSet core = host.coreOf(cpus.first());
        boolean busySibling = all.stream()
                .anyMatch(other -> !other.guests.isEmpty()
                        && !other.setting.cpus().equals(cpus)
                        && other.setting.cpus().count() == 1
                        && core.contains(other.setting.cpus().first()));
        worker.capacity *= busySibling ? SIBLING : 1;
    }

    private void work(Served worker) {
        double cpu = 0;
        for (Asked guest : worker.guests) {
            cpu += guest.busy * guest.growth * distance(guest, worker);
            worker.batches += guest.batches();
        }
        worker.load = cpu / worker.capacity;
        worker.serviceMicros = worker.batches > 0 ? MICROS * cpu / worker.batches : 0;
        double idle = Math.max(0, 1 - worker.load);
        double missed = worker.batches * worker.setting.mode().spin().toNanos() / 1e9;
        worker.asleep = switch (worker.setting.mode().kind()) {
            case SLEEP -> idle;
            case SPIN -> idle * Math.exp(-missed);
            case POLL -> 0;
        };
        boolean polls = worker.setting.mode().kind() == PollMode.Kind.POLL;
        // Guests that wait for each other's turns cannot make a longer queue than there are of them.
        double others = Math.max(0.5, 2.0 * worker.guests.size() - 1);
        double queue = worker.serviceMicros / 2 * Math.min(others, worker.load / Math.max(1e-3, 1 - worker.load));
        double stolen = worker.waits * (polls ? POLLER_SLICE_MICROS : SLEEPER_WAIT_MICROS);
        worker.delayMicros = wakeMicros * worker.asleep + LOOK_MICROS + queue + stolen;
        if (worker.load > FULL) {
            worker.served = FULL / worker.load;
            double now = worker.guests.stream()
                    .mapToDouble(guest -> guest.delayMicros)
                    .max()
                    .orElse(0);
            worker.delayMicros = Math.max(worker.delayMicros, now);
        }
    }

    private double distance(Asked guest, Served worker) {
        OptionalInt home = host.guests().apply(guest.name).node();
        CpuSet cpus = worker.setting.cpus();
        if (home.isEmpty()) {
            return 1;
        }
        long remote =
                cpus.stream().filter(cpu -> host.nodeOf(cpu) != home.getAsInt()).count();
        return 1 + (REMOTE - 1) * remote / cpus.count();
    }

    private double rate(Asked guest, Served worker, Map<String, Double> delaysBefore) {
        double grown = guest.growth * worker.served;
        double batches = Math.max(guest.sent, guest.got) / guest.batch;
        if (guest.growth > 1 || worker.served < 1 || batches <= 0) {
            return grown;
        }
        double period = MICROS / batches;
        double shorter = 2 * (delaysBefore.getOrDefault(guest.name, worker.delayMicros) - worker.delayMicros);
        double after = Math.max(0.4 * period, period - guest.elasticity * shorter);
        return Math.min(2, period / after);
    }

    private WorkerLoad load(Served worker, int number, double kicks) {
        boolean polls = worker.setting.mode().kind() == PollMode.Kind.POLL;
        double wakes = worker.batches * worker.asleep / (1 + worker.batches * worker.asleep * wakeMicros / MICROS);
        double busy = Math.min(1, worker.load);
        double spun = worker.setting.mode().kind() == PollMode.Kind.SPIN
                ? Math.max(0, 1 - busy)
                        * (1
                                - Math.exp(-worker.batches
                                        * worker.setting.mode().spin().toNanos()
                                        / 1e9))
                : 0;
        boolean idle = worker.guests.isEmpty();
        double share = polls ? 1 : Math.min(1, busy + spun + wakes * wakeCpuMicros / MICROS);
        double onCpu = polls || !idle ? share * worker.capacity : 0;
        return new WorkerLoad(
                new WorkerId("m" + number),
                worker.setting.cpus(),
                worker.setting.mode(),
                new Saturation(Math.min(1, busy * worker.capacity)),
                polls ? Math.max(0, 1 - busy) : spun,
                Math.min(1, onCpu),
                Optional.empty(),
                OptionalDouble.empty(),
                kicks,
                0,
                wakes,
                0);
    }

    private static QueueLoad load(
            Asked guest, QueueId.Direction direction, double packets, double kicks, Served worker) {
        Optional<QueueDelay> delay = packets > 0
                ? Optional.of(new QueueDelay(Duration.ofNanos(Math.round(1000 * worker.delayMicros)), Optional.empty()))
                : Optional.empty();
        return new QueueLoad(
                new QueueId(guest.name, direction, 0), Optional.empty(), packets, 0, kicks, 0, 0, 0, 0, delay);
    }

    private static QueueLoad load(QueueLoad seen, double grown) {
        return new QueueLoad(
                seen.queue(),
                seen.worker(),
                seen.packetsPerSecond() * grown,
                seen.bytesPerSecond() * grown,
                0,
                0,
                0,
                0,
                0,
                seen.delay());
    }

    /** What it has fitted, in words. */
    String inWords() {
        return String.format(Locale.ROOT, "a wake-up takes %.1f us and costs %.1f us", wakeMicros, wakeCpuMicros);
    }
}
