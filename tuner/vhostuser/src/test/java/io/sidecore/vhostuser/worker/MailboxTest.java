package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The test's thread is the worker; another one sends. */
class MailboxTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Mailbox mailbox = new Mailbox(faults::incrementAndGet);

    private CompletableFuture<Void> send(Runnable command) {
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> mailbox.execute(command, wakes::incrementAndGet, PATIENCE));
        Await.until("the command is there", () -> !mailbox.isEmpty());
        return sending;
    }

    @Test
    void carriesCommandsOutInOrder() {
        List<Integer> done = new ArrayList<>();
        CompletableFuture<Void> first = send(() -> done.add(1));
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> mailbox.execute(() -> done.add(2), wakes::incrementAndGet, PATIENCE));
        Await.until("both have woken the worker", () -> wakes.get() == 2);
        assertFalse(first.isDone() || second.isDone());
        assertEquals(2, mailbox.runAll());
        first.join();
        second.join();
        assertEquals(List.of(1, 2), done);
        assertTrue(mailbox.isEmpty());
        assertEquals(0, mailbox.runAll());
    }

    @Test
    void commandThatMeetsAnotherGuestsFaultIsDoneAgain() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> sending = send(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new InternalError("a fault occurred");
            }
        });
        mailbox.runAll();
        sending.join();
        assertEquals(2, runs.get());
        assertEquals(1, faults.get());
    }

    @Test
    void commandThatFaultsEachTimeFails() {
        CompletableFuture<Void> sending = send(() -> {
            throw new InternalError("a fault occurred");
        });
        mailbox.runAll();
        CompletionException e = assertThrows(CompletionException.class, sending::join);
        assertEquals("java.lang.InternalError: a fault occurred", e.getMessage());
        assertEquals(3, faults.get());
        assertTrue(mailbox.isEmpty());
    }

    @Test
    void senderGetsTheCommandsOwnException() {
        CompletableFuture<Void> sending = send(() -> {
            throw new IllegalArgumentException("no such thing");
        });
        mailbox.runAll();
        CompletionException e = assertThrows(CompletionException.class, sending::join);
        assertEquals("java.lang.IllegalArgumentException: no such thing", String.valueOf(e.getCause()));
        assertEquals(0, faults.get());
    }

    /** A fault that surfaces after the command, before it is taken out, must not lose or repeat it. */
    @Test
    void commandThatIsDoneIsNotDoneAgain() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> sending = send(runs::incrementAndGet);
        mailbox.runAll();
        sending.join();
        mailbox.runAll();
        assertEquals(1, runs.get());
    }

    /** A worker that gives no sign of life: the command is called back, and not carried out when it comes back. */
    @Test
    void commandThatIsNotBegunInTimeNeverIs() {
        List<Integer> done = new ArrayList<>();
        assertFalse(mailbox.execute(() -> done.add(1), wakes::incrementAndGet, Duration.ofMillis(1)));
        assertFalse(mailbox.isEmpty());
        assertEquals(1, mailbox.runAll());
        assertEquals(List.of(), done);
    }
}
