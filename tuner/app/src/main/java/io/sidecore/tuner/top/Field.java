package io.sidecore.tuner.top;

import java.util.Locale;
import java.util.Optional;

/** What a column shows. */
enum Field {
    WORKER_NAME("WORKER", 14, 99),
    QUEUE_NAME("VIRTQUEUE", 16, 99),
    GUEST_NAME("GUEST", 12, 99),
    TID("TID", 8, 90),
    PID("PID", 8, 90),
    CPU("CPU", 4, 60),
    KIND("KIND", 8, 15),
    USEFUL("USE%", 6, 98),
    EMPTY("EMPTY%", 7, 80),
    OTHER("OTHER%", 7, 50),
    WAIT("WAIT%", 6, 97),
    SOFTIRQ("SIRQ%", 6, 75),
    SLEEP("SLEEP%", 7, 70),
    KICKS("KICK/s", 7, 85),
    CALLS("CALL/s", 7, 40),
    PACKETS("PKT/s", 7, 55),
    DELAY("P99", 6, 95),
    INSTEAD("RAN INSTEAD", 18, 65),
    RUNS("RUN/s", 7, 35),
    LIMITED("LIMIT%", 7, 45),
    BUSY("BUSY%", 6, 96),
    POLL("POLL%", 6, 30),
    MEDIAN("P50", 6, 50),
    DROPS("DROP/s", 7, 25),
    WORKER("WORKER", 16, 65),
    VCPUS("VCPU", 5, 60),
    RUN("RUN%", 7, 90),
    STEAL("STEAL%", 7, 95),
    EXITS("EXIT/s", 7, 97),
    USER_EXITS("UEXIT/s", 8, 40),
    INJECTIONS("IRQ/s", 7, 50),
    HALT_POLL("HPOLL%", 7, 35),
    REASONS("EXITS BY REASON", 24, 65);

    private final String heading;
    private final int width;
    private final int importance;

    Field(String heading, int width, int importance) {
        this.heading = heading;
        this.width = width;
        this.importance = importance;
    }

    String heading() {
        return heading;
    }

    /** Columns it needs at least, the space before it included. */
    int width() {
        return width;
    }

    /** Those of least importance are left out first where there is no room for all. */
    int importance() {
        return importance;
    }

    /** Whether it is a text, to be written from the left. */
    boolean isText() {
        return isName() || this == INSTEAD || this == REASONS || this == WORKER || this == KIND;
    }

    /** Whether it takes a share of the room that is left. */
    boolean grows() {
        return isName() || this == INSTEAD || this == REASONS;
    }

    boolean isName() {
        return this == WORKER_NAME || this == QUEUE_NAME || this == GUEST_NAME;
    }

    /** What an operator types to sort by it. */
    String word() {
        return isName() ? "name" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The field of a view that goes by a word. */
    static Optional<Field> of(View view, String word) {
        return view.fields().stream().filter(field -> field.word().equals(word)).findFirst();
    }
}
