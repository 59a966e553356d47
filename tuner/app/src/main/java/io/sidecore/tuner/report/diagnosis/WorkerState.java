package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.Optional;

/** How a worker is, in one word and one colour class. */
enum WorkerState {
    OVERLOADED("overloaded", "s-over"),
    KEPT("kept from running", "s-kept"),
    FLAWED("could do better", "s-flaw"),
    FINE("fine", "s-fine"),
    IDLE("idle", "s-idle"),
    UNKNOWN("not measured", "s-none");

    /** A worker that is asleep for longer has nothing to do. */
    private static final double IDLE_FROM = 0.98;

    private final String text;
    private final String type;

    WorkerState(String text, String type) {
        this.text = text;
        this.type = type;
    }

    String text() {
        return text;
    }

    /** Its class in the style sheet. */
    String type() {
        return type;
    }

    static WorkerState of(Diagnosis diagnosis, WorkerSeries worker) {
        Optional<Cause> cause = diagnosis.findings().stream()
                .filter(finding ->
                        finding.subject().name().equals(worker.worker().name()))
                .map(Finding::cause)
                .findFirst();
        if (cause.isPresent()) {
            return switch (cause.get()) {
                case OVERLOAD -> OVERLOADED;
                case PREEMPTED, PREEMPTED_BY_GUEST, CGROUP_THROTTLE, NIC_IRQ, SOFTIRQ, HOST_STEAL -> KEPT;
                default -> FLAWED;
            };
        }
        if (worker.threadSource().isEmpty() && worker.workSource().isEmpty()) {
            return UNKNOWN;
        }
        return worker.share(Activity.ASLEEP).median().orElse(0) >= IDLE_FROM ? IDLE : FINE;
    }
}
