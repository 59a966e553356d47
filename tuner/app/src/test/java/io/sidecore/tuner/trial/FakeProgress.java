package io.sidecore.tuner.trial;

import java.util.ArrayList;
import java.util.List;

/** Notes each phase once, and every problem. */
final class FakeProgress implements Progress {

    final List<State> phases = new ArrayList<>();
    final List<String> problems = new ArrayList<>();

    @Override
    public void show(State now) {
        State last = phases.isEmpty() ? now : phases.get(phases.size() - 1);
        if (phases.isEmpty() || !last.arm().equals(now.arm()) || !last.phase().equals(now.phase())) {
            phases.add(now);
        }
    }

    @Override
    public void problem(String arm, String problem) {
        problems.add(arm + ": " + problem);
    }

    @Override
    public void done() {
        problems.add("done");
    }
}
