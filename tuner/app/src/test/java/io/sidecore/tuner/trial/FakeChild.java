package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.child.TimedLine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A child that says and does what it was told, at the moments it was told to. */
final class FakeChild implements Child {

    private final String name;
    private final FakeClock clock;
    private final List<String> events;
    private final long startNanos;
    private final Deque<TimedLine> script = new ArrayDeque<>();
    private long deathNanos = Long.MAX_VALUE;
    private int code;
    private String words = "";

    FakeChild(String name, FakeClock clock, List<String> events) {
        this.name = name;
        this.clock = clock;
        this.events = events;
        this.startNanos = clock.nanos();
        events.add("start " + name);
    }

    /** Prints a line so long after its start. */
    FakeChild says(Duration after, String line) {
        script.add(new TimedLine(startNanos + after.toNanos(), line));
        return this;
    }

    /** Says nothing more from this moment on, and ends. */
    FakeChild dies(Duration after, int exitCode, String lastWords) {
        deathNanos = startNanos + after.toNanos();
        script.removeIf(line -> line.atNanos() > deathNanos);
        code = exitCode;
        words = lastWords;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<TimedLine> nextLine() {
        TimedLine next = script.peek();
        return next != null && next.atNanos() <= clock.nanos() ? Optional.of(script.remove()) : Optional.empty();
    }

    @Override
    public OptionalInt exitCode() {
        return clock.nanos() >= deathNanos && script.isEmpty() ? OptionalInt.of(code) : OptionalInt.empty();
    }

    @Override
    public String lastWords() {
        return words;
    }

    @Override
    public void close() {
        events.add("stop " + name);
    }
}
