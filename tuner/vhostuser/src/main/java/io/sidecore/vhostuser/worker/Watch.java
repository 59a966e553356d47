package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.sys.Membarrier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the workers of a crew, and lets others take over the queues of one that has died, or that gave no sign of life
 * for {@link Setting#STALL_MS}: it is stopped, or gets no CPU, or waits for something that does not come.
 */
public final class Watch implements AutoCloseable {

    /** So many looks in a row without a sign of life make a stall. */
    private static final int LOOKS = 4;

    private static final long MIN_PAUSE_MILLIS = 10;

    /** While stalls do not matter, it still looks whether a worker has died. */
    private static final long PAUSE_MILLIS = 1000;

    private final Crew crew;
    private final Consumer<String> log;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sidecore-watch");
    private final Map<WorkerId, Pulse> pulses = new HashMap<>();

    /** Begins to watch. */
    public Watch(Crew crew, Consumer<String> log) {
        this.crew = crew;
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long pause = pauseMillis();
        long before = System.nanoTime();
        while (!endsWithin(pause)) {
            long now = System.nanoTime();
            boolean late = now - before > TimeUnit.MILLISECONDS.toNanos(2 * pause); // then so may all others have been
            try {
                look(late);
            } catch (RuntimeException e) { // ours; the next look may be luckier
                log.accept("watch: " + e);
            }
            before = System.nanoTime();
            pause = pauseMillis();
        }
    }

    private long pauseMillis() {
        long stallMillis = crew.settings().get(Setting.STALL_MS);
        return stallMillis == 0 ? PAUSE_MILLIS : Math.max(MIN_PAUSE_MILLIS, stallMillis / LOOKS);
    }

    private boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void look(boolean late) {
        Map<WorkerId, Worker> workers = crew.watched();
        pulses.keySet().retainAll(workers.keySet());
        boolean stallsMatter = crew.settings().isOn(Setting.STALL_MS) && Membarrier.isAvailable();
        workers.forEach((id, worker) -> {
            if (!worker.isAlive()) {
                log.accept(id + ": died; others take over: " + crew.replace(id));
                return;
            }
            Pulse pulse = pulses.computeIfAbsent(id, any -> new Pulse(worker));
            if (late) {
                pulse.forget();
            }
            int missed = pulse.look();
            if (stallsMatter && missed >= LOOKS) {
                crew.takeOver(id).ifPresent(what -> log.accept(id + ": no sign of life; others take over: " + what));
            } else if (missed == 0) {
                crew.giveBack(id);
            }
        });
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
