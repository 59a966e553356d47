package io.sidecore.tuner.trial.progress;

import io.sidecore.tuner.trial.Progress;
import java.io.PrintStream;

/** One line per phase, for logs and pipes. */
public final class PlainProgress implements Progress {

    private final PrintStream out;
    private String shown = "";

    public PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(State now) {
        String phase = "[" + now.armNumber() + "/" + now.armCount() + "] " + now.arm() + ": " + now.phase();
        if (phase.equals(shown)) {
            return;
        }
        shown = phase;
        out.println(phase + ", " + LiveProgress.seconds(now.phaseLeft()) + "; the trial has "
                + LiveProgress.seconds(now.trialLeft()) + " left"
                + now.best().map(best -> "; best so far: " + best).orElse(""));
    }

    @Override
    public void problem(String arm, String problem) {
        out.println(arm + ": " + problem);
    }

    @Override
    public void done() {
        shown = "";
    }
}
