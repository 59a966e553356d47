package io.sidecore.guests;

import io.sidecore.guests.driver.Frontend;
import io.sidecore.guests.driver.FrontendOptions;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Connects to a socket that a backend, started at the same moment, may not have made yet. */
final class PatientConnect {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** ENOENT and ECONNREFUSED: nobody is there, or not yet. */
    private static final Set<Integer> NOT_YET = Set.of(2, 111);

    private PatientConnect() {}

    static Frontend to(Path socket, FrontendOptions options) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Frontend.connect(socket, options);
            } catch (SystemCallException e) {
                if (!NOT_YET.contains(e.errno()) || System.nanoTime() >= deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
