package io.sidecore.tuner.study.talk;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Measures the talk's graphs.
 *
 * @param measurement of each run
 * @param seeds how many runs each point has, 1 or more; their seeds are 1, 2 and so on
 * @param mostGuests numbers of guests above this are left out; 1 or more
 */
public record TalkSuite(Measurement measurement, int seeds, int mostGuests) {

    /** All points, three seeds each. Loads are steady, so that half a second tells what ten would. */
    public static final TalkSuite FULL = new TalkSuite(new Measurement(0.3, 0.5), 3, Integer.MAX_VALUE);

    public TalkSuite {
        if (seeds < 1 || mostGuests < 1) {
            throw new IllegalArgumentException("seeds and guests must be 1 or more: " + seeds + ", " + mostGuests);
        }
    }

    /** Is told which graph is being measured. */
    public interface Listener {
        void begins(Bed bed, Traffic traffic);
    }

    /** Measures all, on all CPUs of this machine; the same seeds measure the same on any. */
    public List<Sweep> run(Listener listener) {
        List<Sweep> sweeps = new ArrayList<>();
        for (Bed bed : Bed.values()) {
            for (Traffic traffic : bed.traffics()) {
                listener.begins(bed, traffic);
                sweeps.add(sweep(bed, traffic));
            }
        }
        return sweeps;
    }

    private Sweep sweep(Bed bed, Traffic traffic) {
        List<Integer> guests =
                bed.guests().stream().filter(n -> n <= mostGuests).toList();
        int columns = guests.size();
        List<Point> points = IntStream.range(0, bed.designs().size() * columns)
                .parallel()
                .mapToObj(i -> point(bed, bed.designs().get(i / columns), traffic, guests.get(i % columns)))
                .toList();
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < bed.designs().size(); i++) {
            curves.add(new Curve(bed.designs().get(i).title(), points.subList(i * columns, (i + 1) * columns)));
        }
        return new Sweep(bed, traffic, curves);
    }

    private Point point(Bed bed, Design design, Traffic traffic, int guests) {
        return new Point(
                guests,
                LongStream.rangeClosed(1, seeds)
                        .mapToObj(seed -> measurement.of(bed, design, traffic, guests, seed))
                        .toList());
    }
}
