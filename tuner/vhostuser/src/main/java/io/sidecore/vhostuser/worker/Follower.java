package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * While there is a worker for each CPU ({@link Placement#PER_CPU}), looks now and then which CPUs the threads of guests run
 * on, and lets their queues get out of their way. A guest whose queues are idle is left alone.
 */
public final class Follower implements AutoCloseable {

    private final Crew crew;
    private final IntFunction<Optional<CpuSet>> busyCpus;
    private final Consumer<String> log;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sidecore-follow");
    private final Map<String, Crew.Frontend> before = new HashMap<>();

    /**
     * Begins to follow.
     *
     * @param busyCpus those that the threads of a process have run on since it was last asked for them; empty if none
     */
    public Follower(Crew crew, IntFunction<Optional<CpuSet>> busyCpus, Consumer<String> log) {
        this.crew = crew;
        this.busyCpus = busyCpus;
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!endsWithin(crew.settings().get(Setting.FOLLOW_MS))) {
            try {
                if (crew.placement() == Placement.PER_CPU) {
                    look();
                }
            } catch (RuntimeException e) { // a worker that is stalled, for instance; the next look may be luckier
                log.accept("follow: " + e.getMessage());
            }
        }
    }

    private boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void look() {
        SortedMap<String, Crew.Frontend> frontends = crew.frontends();
        before.keySet().retainAll(frontends.keySet());
        frontends.forEach((guest, frontend) -> {
            if (!frontend.equals(before.put(guest, frontend))) {
                busyCpus.apply(frontend.process()).ifPresent(cpus -> crew.follow(guest, cpus));
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
