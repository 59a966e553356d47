package io.sidecore.vhostuser.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Commands from other threads for a worker, which carries them out between two visits.
 *
 * <p>A fault in a guest's memory may surface late, in a command that has nothing to do with it. The command is then
 * carried out again from the start; so commands must bear that, and one that touches no guest's memory always succeeds.
 */
final class Mailbox {

    /** One for the fault of an earlier visit, one for the command's own, and one to be sure. */
    private static final int ATTEMPTS = 3;

    private record Letter(Runnable command, CompletableFuture<Void> done) {}

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
     * @throws RuntimeException what the command threw
     */
    void execute(Runnable command, Runnable wake) {
        Letter letter = new Letter(command, new CompletableFuture<>());
        letters.add(letter);
        wake.run();
        try {
            letter.done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
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
