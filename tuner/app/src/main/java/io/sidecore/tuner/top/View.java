package io.sidecore.tuner.top;

import java.util.List;

/** What the rows are. */
public enum View {
    WORKERS(
            "workers",
            "those first that want a CPU most",
            Field.WORKER_NAME,
            Field.TID,
            Field.CPU,
            Field.KIND,
            Field.USEFUL,
            Field.EMPTY,
            Field.OTHER,
            Field.WAIT,
            Field.SOFTIRQ,
            Field.SLEEP,
            Field.KICKS,
            Field.CALLS,
            Field.PACKETS,
            Field.DELAY,
            Field.INSTEAD),
    QUEUES(
            "virtqueues",
            "the busiest first",
            Field.QUEUE_NAME,
            Field.BUSY,
            Field.POLL,
            Field.KICKS,
            Field.CALLS,
            Field.PACKETS,
            Field.RUNS,
            Field.LIMITED,
            Field.DROPS,
            Field.MEDIAN,
            Field.DELAY,
            Field.WORKER),
    GUESTS(
            "guests",
            "those first that want CPUs most",
            Field.GUEST_NAME,
            Field.PID,
            Field.VCPUS,
            Field.RUN,
            Field.STEAL,
            Field.HALT_POLL,
            Field.EXITS,
            Field.USER_EXITS,
            Field.INJECTIONS,
            Field.KICKS,
            Field.CALLS,
            Field.PACKETS,
            Field.DELAY,
            Field.REASONS);

    private final String text;
    private final String order;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that is
    private final List<Field> fields;

    View(String text, String order, Field... fields) {
        this.text = text;
        this.order = order;
        this.fields = List.of(fields);
    }

    /** In words. */
    String text() {
        return text;
    }

    /** In words, what comes first unless an operator says otherwise. */
    String order() {
        return order;
    }

    /** Its columns, from the left. The first is the name. */
    List<Field> fields() {
        return fields;
    }

    View next() {
        return values()[(ordinal() + 1) % values().length];
    }
}
