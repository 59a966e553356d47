package io.sidecore.tuner.control;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.judge.Verdict;

/** Undoes, at the start of a run, a change that an earlier run made and did not live to judge. */
public final class Recovery {

    private Recovery() {}

    /**
     * Undoes the change.
     *
     * @param pending from {@code JournalReader.pending}
     * @return what was brought back
     */
    public static Undo recover(JournalEntry.Intent pending, Backend backend, Journal journal) {
        Undo undo = Undo.of(pending.decision(), pending.before());
        if (addsWorkers(pending.decision())) {
            Placement now = backend.placement();
            for (WorkerId worker : now.workers().keySet()) {
                if (!pending.before().workers().containsKey(worker)) {
                    undo = undo.withStray(worker);
                }
            }
        }
        backend.undo(undo);
        journal.settled(pending.id(), Verdict.RECOVERED, "an earlier run ended before it could be judged; undone");
        return undo;
    }

    private static boolean addsWorkers(Decision decision) {
        return decision instanceof Decision.AddWorker
                || (decision instanceof Decision.Arrange arrange
                        && arrange.steps().stream().anyMatch(Recovery::addsWorkers));
    }
}
