package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.vhostuser.sys.Periodic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * While there is a worker for each CPU ({@link Placement#PER_CPU}), looks now and then which CPUs the threads of guests run
 * on, and lets their queues get out of their way. A guest whose queues are idle is left alone.
 */
public final class Follower implements AutoCloseable {

    /** While nobody is followed, it only looks whether that has changed. */
    private static final long PAUSE_MILLIS = 1000;

    private final Crew crew;
    private final IntFunction<Optional<CpuSet>> busyCpus;
    private final Map<String, Frontend> before = new HashMap<>();
    private final Periodic looks;

    /**
     * Begins to follow.
     *
     * @param busyCpus those that the threads of a process have run on since it was last asked for them; empty if none
     */
    public Follower(Crew crew, IntFunction<Optional<CpuSet>> busyCpus, Consumer<String> log) {
        this.crew = crew;
        this.busyCpus = busyCpus;
        this.looks = new Periodic("follow", this::pauseMillis, this::look, log);
    }

    private long pauseMillis() {
        return follows() ? crew.settings().get(Setting.FOLLOW_MS) : PAUSE_MILLIS;
    }

    private boolean follows() {
        return crew.placement() == Placement.PER_CPU;
    }

    private void look() {
        if (!follows()) {
            return;
        }
        SortedMap<String, Frontend> frontends = crew.frontends();
        before.keySet().retainAll(frontends.keySet());
        Map<Integer, Optional<CpuSet>> busy = new HashMap<>(); // one process may be the frontend of several guests
        frontends.forEach((guest, frontend) -> {
            if (!frontend.equals(before.put(guest, frontend))) {
                busy.computeIfAbsent(frontend.process(), busyCpus::apply).ifPresent(cpus -> crew.follow(guest, cpus));
            }
        });
    }

    @Override
    public void close() {
        looks.close();
    }
}
