package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A worker of a placement and what its guests make of it, by the formulas of the {@link Model}. */
final class ServedWorker {

    /** A worker that is this busy has no room left. */
    private static final double FULL = 0.97;

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** A worker's time for a guest of another node: usual ratios of remote to local memory, less what is in the cache. */
    private static final double REMOTE = 1.3;

    /** Speed of a hardware thread beside a busy one. */
    private static final double SIBLING = 0.62;

    private static final double LOOK_MICROS = 0.2;

    /** A poller that is not alone on its CPU loses whole time slices; a sleeper that wakes soon gets its turn. */
    private static final double POLLER_SLICE_MICROS = 3000;

    private static final double SLEEPER_WAIT_MICROS = 300;
    private static final double MIN_CAPACITY = 0.05;

    /** What happens less often than this does not reach the p99. */
    private static final double RARE = 0.01;

    private final WorkerId id;
    final Placement.Setting setting;
    final List<AskedGuest> guests = new ArrayList<>();
    private final Learnt learnt;

    /** The last guest's node, as the next one's is often the same, and how far that is. */
    private int lastHome = -1;

    private double lastDistance = 1;

    private double capacity = 1;
    private double load;
    private double batches;
    private double sleepingBatches;
    private double answering;
    private double asleep;
    private double waitMicros;
    private double serviceMicros;
    private double leastMicros;
    private double cycleMicros;
    private double p99Micros;
    private double served = 1;

    ServedWorker(WorkerId id, Placement.Setting setting, Learnt learnt) {
        this.id = id;
        this.setting = setting;
        this.learnt = learnt;
    }

    boolean polls() {
        return setting.mode().kind() == PollMode.Kind.POLL;
    }

    private boolean isPinned() {
        return setting.cpus().count() == 1;
    }

    /** What a guest of its waits for: its wake-up, and the others' turns, as it does not wait for itself. */
    double delayMicros(AskedGuest guest) {
        double others = Math.max(0, Math.min(0.99, load - guest.busy() * guest.growth / capacity));
        // Guests that wait for each other's turns cannot make a longer queue than there are of them.
        double turns = Math.min(Math.max(0.5, 2.0 * guests.size() - 1), others / (1 - others));
        return Math.max(leastMicros, waitMicros + Math.min(serviceMicros / 2 * turns, cycleMicros));
    }

    /** Share of the time in which a guest would have to kick. */
    double asleep() {
        return asleep;
    }

    /** Works it out, once the guests are known, and the other workers with theirs. */
    void work(List<ServedWorker> all, Host host) {
        double waits = learnt.waiting(setting.cpus());
        capacity = Math.max(MIN_CAPACITY, 1 - waits);
        if (isPinned()) {
            share(all, host);
        }
        double cpu = 0;
        double least = 0;
        double turnMicros = 0;
        double now = 0;
        double nowP99 = 0;
        for (AskedGuest guest : guests) {
            cpu += guest.busy() * guest.growth * distance(guest, host);
            least += guest.leastBusy() * guest.growth * distance(guest, host);
            turnMicros += guest.turnMicros();
            batches += guest.batches();
            answering += guest.asks() ? guest.batches() / 2 : 0;
            sleepingBatches += guest.sleepingBatches();
            now = Math.max(now, guest.delayMicros());
            nowP99 = Math.max(nowP99, guest.p99Micros());
        }
        load = cpu / capacity;
        double idle = Math.max(0, 1 - load);
        asleep = switch (setting.mode().kind()) {
            case SLEEP -> idle;
            case SPIN -> idle * (1 - caught());
            case POLL -> 0;
        };
        serviceMicros = batches > 0 ? MICROS_PER_SECOND * cpu / batches : 0;
        cycleMicros = turnMicros / Math.max(1 - FULL, 1 - least / capacity);
        double slice = polls() ? POLLER_SLICE_MICROS : SLEEPER_WAIT_MICROS;
        waitMicros = learnt.wakeMicros() * asleep + LOOK_MICROS + slice * waits;
        p99Micros = LOOK_MICROS
                + Math.max(learnt.wakeMicros() * often(asleep), queueP99Micros(host))
                + slice * often(waits);
        if (load > FULL) {
            served = Math.min(1, FULL * capacity / least); // what waits comes together, and costs less
            leastMicros = now;
            p99Micros = Math.max(p99Micros, nowP99);
        }
    }

    /** How far what has that chance reaches the p99, 0..1. */
    private static double often(double chance) {
        return Math.min(1, chance / RARE);
    }

    private double queueP99Micros(Host host) {
        double longest = 0;
        double round = 0;
        for (AskedGuest guest : guests) {
            double cpu = guest.busy() * guest.growth * distance(guest, host);
            double service = guest.batches() > 0 ? MICROS_PER_SECOND * cpu / guest.batches() : 0;
            longest = Math.max(longest, service);
            round += 2 * service;
        }
        double wait = load > RARE ? longest / 2 / Math.max(1e-3, 1 - load) * Math.log(load / RARE) : 0;
        return Math.min(wait, round);
    }

    /** Share of the batches that come while a spinning worker still looks: answers do, and some of the others. */
    private double caught() {
        return answers() + (1 - answers()) * spinning();
    }

    /** Share of the batches that are answers to what the worker has just given. */
    private double answers() {
        return batches > 0 ? answering / batches : 0;
    }

    /** Share of its idle time that a spinning worker looks: up to its limit after each batch that no answer follows. */
    private double spinning() {
        double others = batches * (1 - answers());
        return 1 - Math.exp(-others * setting.mode().spin().toNanos() / NANOS_PER_SECOND);
    }

    /** With other workers on its CPU, and on the other thread of its core. */
    private void share(List<ServedWorker> all, Host host) {
        CpuSet cpus = setting.cpus();
        CpuSet core = host.coreOf(cpus.first());
        int here = 0;
        boolean busySibling = false;
        for (ServedWorker other : all) {
            if (!other.guests.isEmpty() && other.isPinned()) {
                boolean same = other.setting.cpus().equals(cpus);
                here += same ? 1 : 0;
                busySibling |= !same && core.contains(other.setting.cpus().first());
            }
        }
        capacity *= (busySibling ? SIBLING : 1) / Math.max(1, here);
    }

    private double distance(AskedGuest guest, Host host) {
        if (guest.node.isEmpty()) {
            return 1;
        }
        int home = guest.node.getAsInt();
        if (home != lastHome) {
            CpuSet cpus = setting.cpus();
            long remote = cpus.stream().filter(cpu -> host.nodeOf(cpu) != home).count();
            lastDistance = 1 + (REMOTE - 1) * remote / cpus.count();
            lastHome = home;
        }
        return lastDistance;
    }

    /** By what factor the traffic of a guest of its will change, if its delay was that before. */
    double rate(AskedGuest guest, double delayMicrosBefore) {
        double batchesOneWay = guest.batchesOneWay();
        if (guest.growth > 1 || served < 1 || batchesOneWay <= 0) {
            return guest.growth * served;
        }
        double period = MICROS_PER_SECOND / batchesOneWay;
        double shorter = 2 * (delayMicrosBefore - delayMicros(guest));
        double after = Math.max(0.4 * period, period - guest.elasticity * shorter);
        return Math.min(2, period / after);
    }

    /** As it would be observed. */
    WorkerLoad load(double kicks) {
        double wakes =
                sleepingBatches * asleep / (1 + sleepingBatches * asleep * learnt.wakeMicros() / MICROS_PER_SECOND);
        double busy = Math.min(1, load);
        boolean spins = setting.mode().kind() == PollMode.Kind.SPIN;
        double spun = spins ? Math.max(0, 1 - busy) * spinning() : 0;
        double share = polls() ? 1 : Math.min(1, busy + spun + wakes * learnt.wakeCpuMicros() / MICROS_PER_SECOND);
        double onCpu = polls() || !guests.isEmpty() ? share * capacity : 0;
        return new WorkerLoad(
                id,
                setting.cpus(),
                setting.mode(),
                new Saturation(Math.min(1, busy * capacity)),
                polls() ? Math.max(0, 1 - busy) : spun,
                Math.min(1, onCpu),
                Optional.empty(),
                OptionalDouble.empty(),
                kicks,
                0,
                wakes,
                0);
    }

    /** A queue of a guest of its, as it would be observed. */
    QueueLoad load(AskedGuest guest, QueueId.Direction direction, double packets, double kicks) {
        Optional<QueueDelay> delay = packets > 0
                ? Optional.of(new QueueDelay(duration(delayMicros(guest)), Optional.of(duration(p99Micros))))
                : Optional.empty();
        return new QueueLoad(
                direction == QueueId.Direction.TX ? guest.tx : guest.rx,
                Optional.of(id),
                packets,
                0,
                kicks,
                0,
                0,
                0,
                0,
                0,
                delay);
    }

    private static Duration duration(double micros) {
        return Duration.ofNanos(Math.round(1000 * micros));
    }
}
