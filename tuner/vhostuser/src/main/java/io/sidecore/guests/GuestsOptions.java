package io.sidecore.guests;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.guests.driver.DriverRing;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.guests.load.Load;
import io.sidecore.guests.vcpu.IdleMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to run, and how.
 *
 * @param load what the guests do
 * @param sockets of the backend, one for each guest in the order of {@link Load#guests}
 * @param seed of all that is random
 * @param warmup how long the load runs before it is measured; may be zero
 * @param measured how long it is measured
 * @param vcpus the threads
 * @param rings the devices
 */
public record GuestsOptions(
        Load load, List<Path> sockets, long seed, Duration warmup, Duration measured, Vcpus vcpus, Rings rings) {

    /**
     * The threads that run guests.
     *
     * @param threads how many; guests are dealt out to them in turn
     * @param cpus where they run, each on one of these in turn; empty: anywhere
     * @param idle what they do when there is nothing to do
     */
    public record Vcpus(int threads, Optional<CpuSet> cpus, IdleMode idle) {

        public Vcpus {
            if (threads < 1 || threads > 128) {
                throw new IllegalArgumentException("threads must be in [1,128]: " + threads);
            }
        }
    }

    /**
     * The guests' devices.
     *
     * @param size descriptors of a ring, a power of two
     * @param txLayout how frames to be sent lie in descriptors
     */
    public record Rings(int size, TxLayout txLayout) {

        public static final int DEFAULT_SIZE = 256;

        public Rings {
            DriverRing.requireSize(size);
        }
    }

    public GuestsOptions {
        sockets = List.copyOf(sockets);
        int guests = load.guests().size();
        if (sockets.size() != guests) {
            throw new IllegalArgumentException(
                    "load " + load.name() + " has " + guests + " guests, but there are " + sockets.size() + " sockets");
        }
        if (warmup.isNegative()) {
            throw new IllegalArgumentException("warm-up must not be negative: " + warmup);
        }
        if (measured.isNegative() || measured.isZero()) {
            throw new IllegalArgumentException("measured time must be longer than 0: " + measured);
        }
    }

    /** The sockets of a load's guests in a directory, where a guest's socket has its name and ends in .sock. */
    public static List<Path> socketsIn(Path directory, Load load) {
        return load.guests().stream()
                .map(guest -> directory.resolve(guest + ".sock"))
                .toList();
    }
}
