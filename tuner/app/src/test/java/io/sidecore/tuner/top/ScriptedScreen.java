package io.sidecore.tuner.top;

import io.sidecore.tuner.record.StepClock;
import io.sidecore.tuner.top.terminal.Keys;
import io.sidecore.tuner.top.terminal.Screen;
import io.sidecore.tuner.top.terminal.Size;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A screen on which keys are pressed at given times, and that shows what a terminal would. */
final class ScriptedScreen implements Screen {

    private record Press(long atNanos, Runnable press) {}

    private final StepClock clock;
    private final Deque<Press> script = new ArrayDeque<>();
    private final Deque<Integer> pressed = new ArrayDeque<>();
    private Size size = new Size(24, 100);
    private String[] rows = new String[0];

    ScriptedScreen(StepClock clock) {
        this.clock = clock;
    }

    /** So many seconds after the last. */
    ScriptedScreen after(double seconds, String keys) {
        return at(seconds, () -> keys.chars().forEach(pressed::add));
    }

    ScriptedScreen after(double seconds, int key) {
        return at(seconds, () -> pressed.add(key));
    }

    /** Somebody pulls at the window. */
    ScriptedScreen resized(double seconds, Size other) {
        return at(seconds, () -> size = other);
    }

    private ScriptedScreen at(double seconds, Runnable press) {
        long last = script.isEmpty() ? clock.nanos() : script.getLast().atNanos();
        script.add(new Press(last + Math.round(1e9 * seconds), press));
        return this;
    }

    /** What is on it, without styles. */
    String text() {
        return String.join("\n", rows).replaceAll("\u001b\\[[0-9;]*[mKJH]", "").stripTrailing();
    }

    /** What is on it, with styles. */
    String styled() {
        return String.join("\n", rows);
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public boolean colour() {
        return true;
    }

    /** Every write paints it anew: the rows from the top, then perhaps the last one by its place. */
    @Override
    public void write(String text) {
        String last = "\u001b[" + size.rows() + ";1H";
        int foot = text.indexOf(last);
        String page = foot < 0 ? text : text.substring(0, foot);
        rows = (page + (foot < 0 ? "" : "\n" + text.substring(foot + last.length()))).split("\r?\n", -1);
    }

    @Override
    public int key(long timeout, TimeUnit unit) {
        if (pressed.isEmpty()) {
            long untilNext =
                    script.isEmpty() ? Long.MAX_VALUE : script.getFirst().atNanos() - clock.nanos();
            clock.pause(Duration.ofNanos(Math.max(0, Math.min(unit.toNanos(timeout), untilNext))));
            if (!script.isEmpty() && script.getFirst().atNanos() <= clock.nanos()) {
                script.remove().press().run();
            }
        }
        Integer key = pressed.poll();
        return key == null ? Keys.NONE : key;
    }

    @Override
    public void close() {}
}
