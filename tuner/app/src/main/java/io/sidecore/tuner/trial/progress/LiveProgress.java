package io.sidecore.tuner.trial.progress;

import io.sidecore.tuner.trial.Progress;
import java.io.PrintStream;
import java.time.Duration;

/** One line that is written over, never longer than the terminal is wide. */
public final class LiveProgress implements Progress {

    private static final String LINE_START = "\r";
    private static final String CLEAR_REST = "\u001b[K";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final Terminal terminal;
    private String shown = "";

    public LiveProgress(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void show(State now) {
        String head = "[" + now.armNumber() + "/" + now.armCount() + "] " + now.arm();
        String rest = "  " + now.phase() + " " + seconds(now.phaseLeft()) + "  trial " + seconds(now.trialLeft())
                + " left" + now.best().map(best -> "  best so far: " + best).orElse("");
        // One column stays free: in the last one some terminals wrap.
        int width = Math.max(1, terminal.width() - 1);
        String line = cut(head + rest, width);
        if (line.equals(shown)) {
            return; // it changes once a second, and is asked 50 times
        }
        shown = line;
        int headEnd = Math.min(head.length(), line.length());
        String text = terminal.colour() ? BOLD + line.substring(0, headEnd) + PLAIN + line.substring(headEnd) : line;
        out.print(LINE_START + text + CLEAR_REST);
        out.flush();
    }

    @Override
    public void problem(String arm, String problem) {
        String text = arm + ": " + problem;
        out.println(LINE_START + CLEAR_REST + (terminal.colour() ? RED + text + PLAIN : text));
        shown = "";
    }

    @Override
    public void done() {
        out.print(LINE_START + CLEAR_REST);
        out.flush();
        shown = "";
    }

    /** Whole seconds, rounded up, so that 0 means over. */
    static String seconds(Duration duration) {
        return (duration.toMillis() + 999) / 1000 + " s";
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width);
    }
}
