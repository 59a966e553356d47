package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** What the {@link Model} has fitted: to what sleeping workers show, and to what became of changes. */
final class Learnt {

    /** What a saturated worker hides: twice as much is the boldest guess that is often right. */
    private static final double HIDDEN = 2;

    /** How much of a new measurement is believed. */
    private static final double BELIEF = 0.3;

    /** How much of what became of a change, which is measured longer. */
    private static final double BELIEF_IN_CHANGE = 0.7;

    /** A guest that sends much more than it gets, or the other way round, waits for a window, not for each answer. */
    private static final double STREAM_ELASTICITY = 0.1;

    private static final double MAX_ELASTICITY = 1.5;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MAX_WAKE_MICROS = 200;
    private static final double MAX_WAKE_CPU_MICROS = 50;
    private static final double BUSY_TOO_OFTEN = 0.6;
    private static final double FIRST_VISIT_MICROS = 0.5;
    private static final double FIRST_VISIT_WEIGHT = 0.1;
    private static final double MAX_VISIT_MICROS = 5;
    private static final double MIN_KICKS_PER_SECOND = 10;

    private final Adaptive limits;
    private double wakeMicros = 12;
    private double wakeCpuMicros = 4;

    /** Sums of what visits for each frame are off their mean, squared, and times what the time for each frame is off its. */
    private double ofVisits;

    private double withTime;

    /** Of each guest: visits, and microseconds, for each frame. */
    private final Map<String, double[]> means = new HashMap<>();

    private final Map<String, Double> batches = new HashMap<>();
    private final Map<String, Double> elasticities = new HashMap<>();

    /** By how much a guest of a full worker is believed to want more. */
    private final Map<String, Double> hidden = new HashMap<>();

    /** What a CPU's workers waited for it, last time that one was seen there. */
    private final Map<CpuSet, Double> waiting = new HashMap<>();

    Learnt(Adaptive limits) {
        this.limits = limits;
    }

    /** From a wake-up until the worker looks. */
    double wakeMicros() {
        return wakeMicros;
    }

    /** CPU time of a wake-up, and of going to sleep before. */
    double wakeCpuMicros() {
        return wakeCpuMicros;
    }

    /** Share of the time that others have those CPUs, 0 if no worker was seen there. */
    double waiting(CpuSet cpus) {
        return waiting.getOrDefault(cpus, 0.0);
    }

    /** By what factor a guest would grow that a full worker serves. */
    double hidden(String guest) {
        return hidden.getOrDefault(guest, HIDDEN);
    }

    /** Says what is known of a guest. */
    void describe(AskedGuest guest) {
        guest.visitMicros = visitMicros();
        double perVisit = guest.visitsPerFrame() > 0 ? 1 / guest.visitsPerFrame() : 1;
        guest.batch = perVisit;
        guest.sleepingBatch = batches.getOrDefault(guest.name, perVisit);
        guest.elasticity = elasticities.getOrDefault(guest.name, guest.asks() ? 1 : STREAM_ELASTICITY);
    }

    /** CPU time of a visit, however many frames it takes: the slope of time over visits, each for a frame. */
    double visitMicros() {
        double slope = (withTime + FIRST_VISIT_MICROS * FIRST_VISIT_WEIGHT) / (ofVisits + FIRST_VISIT_WEIGHT);
        return Math.max(0, Math.min(MAX_VISIT_MICROS, slope));
    }

    private void seeVisits(AskedGuest guest) {
        double[] mean = means.computeIfAbsent(
                guest.name, name -> new double[] {guest.visitsPerFrame(), guest.microsPerFrame()});
        double visits = guest.visitsPerFrame() - mean[0];
        double micros = guest.microsPerFrame() - mean[1];
        mean[0] += BELIEF * visits;
        mean[1] += BELIEF * micros;
        ofVisits += visits * visits;
        withTime += visits * micros;
    }

    /** Takes in what is seen while nothing is being tried. */
    void see(Observation now, Placement current) {
        Map<String, AskedGuest> guests = new HashMap<>();
        Map<WorkerId, List<QueueLoad>> queues = new HashMap<>();
        for (QueueLoad queue : now.queues()) {
            queue.worker().ifPresent(worker -> {
                queues.computeIfAbsent(worker, added -> new ArrayList<>()).add(queue);
                guests.computeIfAbsent(queue.queue().device(), name -> new AskedGuest(name, OptionalInt.empty()))
                        .add(queue);
            });
        }
        guests.values().stream()
                .filter(guest -> guest.sent() + guest.got() > limits.idlePacketsPerSecond())
                .forEach(this::seeVisits);
        for (WorkerLoad load : now.workers()) {
            if (load.interference().isPresent()) {
                waiting.merge(load.cpus(), Situation.stolen(load), Learnt::believed);
            }
            if (load.mode().kind() == PollMode.Kind.SLEEP
                    && load.sleepsPerSecond() > limits.minWakeUpsPerSecond()
                    && load.saturation().busy() < BUSY_TOO_OFTEN) {
                seeWakeUps(load, queues.getOrDefault(load.worker(), List.of()));
            }
        }
        for (QueueLoad queue : now.queues()) {
            boolean sends = queue.queue().direction() == QueueId.Direction.TX;
            boolean kicks = queue.kicksPerSecond() > MIN_KICKS_PER_SECOND;
            WorkerId by = current.queues().get(queue.queue());
            if (sends && kicks && by != null && current.setting(by).mode().kind() == PollMode.Kind.SLEEP) {
                double batch = Math.max(1, queue.packetsPerSecond() / queue.kicksPerSecond());
                batches.merge(queue.queue().device(), batch, Learnt::believed);
            }
        }
    }

    private static double believed(double old, double fresh) {
        return old + BELIEF * (fresh - old);
    }

    private void seeWakeUps(WorkerLoad load, List<QueueLoad> queues) {
        double busy = 0;
        double delay = 0;
        double weight = 0;
        for (QueueLoad queue : queues) {
            busy += queue.busy();
            delay += queue.delay().map(AskedGuest::micros).orElse(0.0) * queue.packetsPerSecond();
            weight += queue.packetsPerSecond();
        }
        double cpuMicros = MICROS_PER_SECOND * Math.max(0, load.onCpu() - busy) / load.sleepsPerSecond();
        wakeCpuMicros = believed(wakeCpuMicros, Math.min(MAX_WAKE_CPU_MICROS, cpuMicros));
        if (weight > 0) {
            wakeMicros = believed(wakeMicros, Math.min(MAX_WAKE_MICROS, delay / weight));
        }
    }

    /** A guest's traffic became so many times what it was, and not what was expected. */
    void correct(String guest, double expected, double measured) {
        if (Math.abs(Math.log(expected)) < 0.03) {
            return;
        }
        double ratio = Math.max(0, Math.min(MAX_ELASTICITY, Math.log(measured) / Math.log(expected)));
        elasticities.merge(guest, ratio, (old, fresh) -> old + BELIEF_IN_CHANGE * (fresh - old));
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

    /** In words, for reasons. */
    String inWords() {
        return String.format(Locale.ROOT, "a wake-up takes %.1f us and costs %.1f us", wakeMicros, wakeCpuMicros);
    }
}
