package io.sidecore.collector.diagnosis.finding;

import java.util.OptionalInt;

/**
 * Whom a finding is about.
 *
 * @param name stable on the host, as in {@code vm1/net0}
 * @param tid the kernel thread id where it is a thread
 */
public record Subject(Kind kind, String name, OptionalInt tid) {

    /** The kinds of thing. */
    public enum Kind {
        WORKER,
        QUEUE,
        GUEST
    }

    public static Subject worker(String name, int tid) {
        return new Subject(Kind.WORKER, name, OptionalInt.of(tid));
    }

    public static Subject queue(String name) {
        return new Subject(Kind.QUEUE, name, OptionalInt.empty());
    }

    public static Subject guest(String name) {
        return new Subject(Kind.GUEST, name, OptionalInt.empty());
    }
}
