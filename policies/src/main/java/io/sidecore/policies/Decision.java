package io.sidecore.policies;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.List;

/**
 * One step that a policy asks for. The set is closed, and doing nothing is one of it. Adding and retiring a worker
 * carry their queues along, since an empty worker, or a worker about to go, can be judged only together with them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Decision.Hold.class, name = "hold"),
    @JsonSubTypes.Type(value = Decision.Attach.class, name = "attach"),
    @JsonSubTypes.Type(value = Decision.Repin.class, name = "repin"),
    @JsonSubTypes.Type(value = Decision.Poll.class, name = "poll"),
    @JsonSubTypes.Type(value = Decision.AddWorker.class, name = "add-worker"),
    @JsonSubTypes.Type(value = Decision.RetireWorker.class, name = "retire-worker"),
    @JsonSubTypes.Type(value = Decision.Arrange.class, name = "arrange")
})
public sealed interface Decision {

    Reason reason();

    <R> R match(Cases<R> cases);

    /** Change nothing. */
    record Hold(Reason reason) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.hold(this);
        }
    }

    /** Let another worker serve these queues: usually those of one guest. */
    record Attach(List<QueueId> queues, WorkerId worker, Reason reason) implements Decision {
        public Attach {
            queues = List.copyOf(queues);
            if (queues.isEmpty()) {
                throw new IllegalArgumentException("attach needs a queue");
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.attach(this);
        }
    }

    /** Let a worker run on these CPUs only. */
    record Repin(WorkerId worker, CpuSet cpus, Reason reason) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.repin(this);
        }
    }

    /** Change what a worker does when idle. */
    record Poll(WorkerId worker, PollMode mode, Reason reason) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.poll(this);
        }
    }

    /** Start a worker, and let it serve these queues. The backend names it. */
    record AddWorker(CpuSet cpus, PollMode mode, List<QueueId> takes, Reason reason) implements Decision {
        public AddWorker {
            takes = List.copyOf(takes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addWorker(this);
        }
    }

    /** Hand all queues of these workers to the heir, and stop them. */
    record RetireWorker(List<WorkerId> workers, WorkerId heir, Reason reason) implements Decision {
        public RetireWorker {
            workers = List.copyOf(workers);
            if (workers.isEmpty() || workers.contains(heir)) {
                throw new IllegalArgumentException(
                        "retire needs workers other than their heir: " + workers + " -> " + heir);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.retireWorker(this);
        }
    }

    /**
     * Several steps that are one change: who serves whom, where and how are chosen together, carried out in order, judged
     * once, and undone as one. Searching one step at a time would pass through placements that nobody wants.
     */
    record Arrange(List<Decision> steps, Reason reason) implements Decision {
        public Arrange {
            steps = List.copyOf(steps);
            if (steps.isEmpty() || steps.stream().anyMatch(step -> step instanceof Hold || step instanceof Arrange)) {
                throw new IllegalArgumentException("an arrangement is of steps that change something: " + steps);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.arrange(this);
        }
    }

    /**
     * One method for each kind, so that the compiler checks that a backend handles them all.
     *
     * @param <R> what handling yields
     */
    interface Cases<R> {
        R hold(Hold decision);

        R attach(Attach decision);

        R repin(Repin decision);

        R poll(Poll decision);

        R addWorker(AddWorker decision);

        R retireWorker(RetireWorker decision);

        R arrange(Arrange decision);
    }
}
