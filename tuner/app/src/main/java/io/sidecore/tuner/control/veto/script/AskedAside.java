package io.sidecore.tuner.control.veto.script;

import io.sidecore.tuner.control.veto.Answer;
import io.sidecore.tuner.control.veto.Question;
import io.sidecore.tuner.control.veto.Veto;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks a script on a thread of its own, one question after the other, so that a loop samples on while it waits. */
public final class AskedAside implements Veto, AutoCloseable {

    private final VetoScript script;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "sidecore-veto");
        made.setDaemon(true);
        return made;
    });

    public AskedAside(VetoScript script) {
        this.script = script;
    }

    @Override
    public CompletableFuture<Answer> ask(Question question) {
        return CompletableFuture.supplyAsync(() -> script.answer(question), thread)
                .exceptionally(failure ->
                        Answer.none("the veto script could not be asked: " + failure + "; nothing is changed"));
    }

    @Override
    public Duration holds() {
        return script.holds();
    }

    /** Ends the script, if it runs. What it was asked stays without consent. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
