package io.sidecore.tuner.control;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Owns the thread and the pace of a loop. A step that fails is reported and the next one tried; steps that come too late
 * are left out, not made up for.
 */
public final class LoopRunner implements AutoCloseable {

    /** How often DESIGN wants the system observed. */
    public static final Duration PACE = Duration.ofMillis(100);

    private final ControlLoop loop;
    private final long paceNanos;
    private final Consumer<RuntimeException> onFailure;
    private final Thread thread;
    private volatile boolean running = true;

    private LoopRunner(ControlLoop loop, Duration pace, Consumer<RuntimeException> onFailure) {
        this.loop = loop;
        this.paceNanos = pace.toNanos();
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "sidecore-loop");
    }

    /**
     * Starts the loop.
     *
     * @param onFailure is told, on the loop's thread, of each step that failed
     */
    public static LoopRunner start(ControlLoop loop, Duration pace, Consumer<RuntimeException> onFailure) {
        LoopRunner runner = new LoopRunner(loop, pace, onFailure);
        runner.thread.setDaemon(true);
        runner.thread.start();
        return runner;
    }

    private void run() {
        long nextNanos = System.nanoTime();
        while (running) {
            try {
                loop.step();
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
            nextNanos = Math.max(nextNanos + paceNanos, System.nanoTime());
            pause(nextNanos);
        }
    }

    private void pause(long untilNanos) {
        for (long left = untilNanos - System.nanoTime(); left > 0 && running; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Ends the loop after the step that it is in, and undoes what was not judged yet. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // what is pending must be undone all the same
            }
        }
        try {
            loop.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
