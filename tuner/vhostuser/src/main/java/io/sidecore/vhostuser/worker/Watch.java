package io.sidecore.vhostuser.worker;

import io.sidecore.vhostuser.sys.Periodic;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the workers of a crew, and lets others take over the queues of one that has died, or that gave no sign of life
 * for {@link Setting#STALL_MS}: it is stopped, or gets no CPU, or waits for something that does not come.
 */
public final class Watch implements AutoCloseable {

    private static final long MIN_PAUSE_MILLIS = 10;

    /** While stalls do not matter, it still looks whether a worker has died. */
    private static final long PAUSE_MILLIS = 1000;

    private final Crew crew;
    private final Lookout lookout;
    private long lookedNanos = System.nanoTime();
    private final Periodic looks;

    /** Begins to watch. */
    public Watch(Crew crew, Consumer<String> log) {
        this.crew = crew;
        this.lookout = new Lookout(crew, log);
        this.looks = new Periodic("watch", this::pauseMillis, this::look, log);
    }

    private long pauseMillis() {
        long stallMillis = crew.settings().get(Setting.STALL_MS);
        return stallMillis == 0 ? PAUSE_MILLIS : Math.max(MIN_PAUSE_MILLIS, stallMillis / Lookout.LOOKS);
    }

    private void look() {
        try {
            long pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis());
            lookout.look(System.nanoTime() - lookedNanos > 2 * pauseNanos);
        } finally {
            lookedNanos = System.nanoTime();
        }
    }

    @Override
    public void close() {
        looks.close();
    }
}
