package io.sidecore.tuner.trial;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import java.util.List;
import java.util.stream.Collectors;

/** Decisions in the operator's words. */
public final class DecisionWords {

    /** One word, as in the JSON of a decision. */
    static final Decision.Cases<String> KIND = new Decision.Cases<>() {
        @Override
        public String hold(Decision.Hold decision) {
            return "hold";
        }

        @Override
        public String attach(Decision.Attach decision) {
            return "attach";
        }

        @Override
        public String repin(Decision.Repin decision) {
            return "repin";
        }

        @Override
        public String poll(Decision.Poll decision) {
            return "poll";
        }

        @Override
        public String addWorker(Decision.AddWorker decision) {
            return "add-worker";
        }

        @Override
        public String retireWorker(Decision.RetireWorker decision) {
            return "retire-worker";
        }

        @Override
        public String arrange(Decision.Arrange decision) {
            return "arrange";
        }
    };

    /** What is to be done. */
    public static final Decision.Cases<String> TEXT = new Decision.Cases<>() {
        @Override
        public String hold(Decision.Hold decision) {
            return "change nothing";
        }

        @Override
        public String attach(Decision.Attach decision) {
            return "move " + queues(decision.queues()) + " to " + decision.worker();
        }

        @Override
        public String repin(Decision.Repin decision) {
            return "pin " + decision.worker() + " to CPU " + decision.cpus();
        }

        @Override
        public String poll(Decision.Poll decision) {
            return "let " + decision.worker() + " " + idle(decision.mode());
        }

        @Override
        public String addWorker(Decision.AddWorker decision) {
            String takes = decision.takes().isEmpty() ? "" : ", and give it " + queues(decision.takes());
            return "add a worker on CPU " + decision.cpus() + " that will " + idle(decision.mode()) + takes;
        }

        @Override
        public String retireWorker(Decision.RetireWorker decision) {
            String workers = decision.workers().stream().map(WorkerId::name).collect(Collectors.joining(", "));
            return "retire " + workers + " and hand all queues to " + decision.heir();
        }

        @Override
        public String arrange(Decision.Arrange decision) {
            return decision.steps().stream().map(step -> step.match(this)).collect(Collectors.joining("; "));
        }
    };

    private static final int SHOWN = 4;

    private DecisionWords() {}

    private static String queues(List<QueueId> queues) {
        String first = queues.stream().limit(SHOWN).map(QueueId::toString).collect(Collectors.joining(", "));
        return queues.size() <= SHOWN ? first : first + " and " + (queues.size() - SHOWN) + " more queues";
    }

    private static String idle(PollMode mode) {
        return switch (mode.kind()) {
            case POLL -> "poll when idle";
            case SLEEP -> "sleep when idle";
            case SPIN -> "spin for " + mode.spin().toNanos() / 1000 + " us and then sleep when idle";
        };
    }
}
