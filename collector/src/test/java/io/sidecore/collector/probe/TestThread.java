package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.proc.HostFiles;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that spins when it is told to, and sleeps else. */
final class TestThread {

    private static final long END = 0;

    private final LinkedBlockingQueue<Long> orders = new LinkedBlockingQueue<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger tid = new AtomicInteger();
    private final Thread thread;
    private int given;

    TestThread(BpfLibrary library) {
        thread = new Thread(() -> {
            tid.set(library.c().gettid());
            obey();
        });
        thread.setDaemon(true);
        thread.start();
        while (tid.get() == 0) {
            Thread.onSpinWait();
        }
    }

    int tid() {
        return tid.get();
    }

    /** Has it spin for so long, or until it is ended. */
    void spin(long nanos) {
        given++;
        orders.add(nanos);
    }

    /** Returns when it has done what it was told, and the kernel says that it sleeps. */
    void awaitSleep() {
        HostFiles files = HostFiles.ofThisHost();
        while (done.get() < given
                || thread.getState() != Thread.State.WAITING
                || !files.read("proc/" + tid + "/stat").orElse("").contains(") S ")) {
            Thread.onSpinWait();
        }
    }

    void end() {
        stop.set(true);
        orders.add(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void obey() {
        try {
            for (long nanos = orders.take(); nanos != END; nanos = orders.take()) {
                long start = System.nanoTime();
                while (System.nanoTime() - start < nanos && !stop.get()) {
                    Thread.onSpinWait();
                }
                done.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
