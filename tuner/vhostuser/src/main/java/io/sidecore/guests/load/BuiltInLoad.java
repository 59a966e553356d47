package io.sidecore.guests.load;

import io.sidecore.guests.arrivals.ArrivalProcess;
import io.sidecore.guests.arrivals.OnOff;
import io.sidecore.guests.arrivals.Poisson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Loads that need no file. Guests are called vm1, vm2, ... and talk in pairs: vm1 to vm2, vm3 to vm4. */
public enum BuiltInLoad {
    /** Of every four pairs, three ask and answer, and the last streams: small frames suffer from a neighbour's large. */
    MIXED {
        @Override
        Flow pair(int number, String from, String to) {
            return number % 4 == 0 ? Flow.stream(from, to) : Flow.rr(from, to, REQUESTS);
        }
    },
    /** Every pair streams as fast as it goes. */
    STREAM {
        @Override
        Flow pair(int number, String from, String to) {
            return Flow.stream(from, to);
        }
    },
    /** Every pair asks and answers. */
    RR {
        @Override
        Flow pair(int number, String from, String to) {
            return Flow.rr(from, to, REQUESTS);
        }
    },
    /** Every pair asks and answers in bursts: what is shared well by some is hardly used by others at any one time. */
    ONOFF {
        @Override
        Flow pair(int number, String from, String to) {
            return Flow.rr(from, to, BURSTS);
        }
    };

    public static final int DEFAULT_GUESTS = 8;

    private static final ArrivalProcess REQUESTS = new Poisson(4000);
    private static final ArrivalProcess BURSTS =
            new OnOff(16_000, Duration.ofMillis(50), Duration.ofMillis(150), OnOff.Periods.EXPONENTIAL);

    abstract Flow pair(int number, String from, String to);

    /** The load of that name, in lower case; empty if there is none. */
    public static Optional<BuiltInLoad> of(String name) {
        return Arrays.stream(values()).filter(load -> load.word().equals(name)).findFirst();
    }

    /** All names, for messages to people. */
    public static String names() {
        return Arrays.stream(values()).map(BuiltInLoad::word).collect(Collectors.joining(", "));
    }

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The load for that many guests.
     *
     * @param guests an even number, at least 2
     */
    public Load with(int guests) {
        if (guests < 2 || guests % 2 != 0 || guests > 1000) {
            throw new IllegalArgumentException("guests must be an even number in [2,1000]: " + guests);
        }
        List<Flow> flows = IntStream.rangeClosed(1, guests / 2)
                .mapToObj(number -> pair(number, "vm" + (2 * number - 1), "vm" + 2 * number))
                .toList();
        return new Load(word(), flows);
    }
}
