package io.sidecore.vhostuser.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Commands from other threads for a worker, which carries them out between two visits.
 *
 * <p>A fault in a guest's memory may surface late, in a command that has nothing to do with it. The command is then
 * carried out again from the start; so commands must bear that, and one that touches no guest's memory always succeeds.
 */
final class Mailbox {

    /** One for the fault of an earlier visit, one for the command's own, and one to be sure. */
    private static final int ATTEMPTS = 3;

    private enum State {
        WAITS,
        RUNS,
        CALLED_BACK
    }

    private record Letter(Runnable command, AtomicReference<State> state, CompletableFuture<Void> done) {}

    private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final Runnable onFault;

    /** @param onFault told of each fault that surfaces in a command */
    Mailbox(Runnable onFault) {
        this.onFault = onFault;
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }

    /**
     * Sends a command and waits until the worker has carried it out.
     *
     * @param wake wakes the worker
     * @param patience how long to wait for the worker to begin with it
     * @return false if it has not: then it never will
     * @throws RuntimeException what the command threw
     */
    boolean execute(Runnable command, Runnable wake, Duration patience) {
        Letter letter = new Letter(command, new AtomicReference<>(State.WAITS), new CompletableFuture<>());
        letters.add(letter);
        wake.run();
        try {
            letter.done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (letter.state.compareAndSet(State.WAITS, State.CALLED_BACK)) {
                return false;
            }
            await(letter.done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (letter.state.compareAndSet(State.WAITS, State.CALLED_BACK)) {
                return false;
            }
            await(letter.done);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
        return true;
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(Exception e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
    }

    /**
     * Carries out what has come; by the worker's thread.
     *
     * @return how many commands
     */
    int runAll() {
        int run = 0;
        for (Letter letter = letters.peek(); letter != null; letter = letters.peek()) {
            run(letter);
            letters.poll(); // only now: a fault that surfaces here must not lose a command that somebody waits for
            run++;
        }
        return run;
    }

    private void run(Letter letter) {
        if (!letter.state.compareAndSet(State.WAITS, State.RUNS) && letter.state.get() == State.CALLED_BACK) {
            return; // else it runs, and a fault that surfaced in the midst of this brought us here again
        }
        for (int attempt = 1; !letter.done.isDone(); attempt++) {
            try {
                letter.command.run();
                letter.done.complete(null);
            } catch (InternalError e) {
                onFault.run();
                if (attempt == ATTEMPTS) {
                    letter.done.completeExceptionally(e);
                }
            } catch (RuntimeException | Error e) {
                letter.done.completeExceptionally(e);
            }
        }
    }
}
