package io.sidecore.tuner.whatif;

import io.sidecore.collector.sample.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Made-up recordings of guests that share two workers: each guest of even number on w0, the others on w1. */
final class SampleRecorded {

    private static final int WINDOWS = 60;

    private final SortedMap<String, double[]> ofGuest = new TreeMap<>();
    private final Random random;
    private double noise;
    private boolean delays = true;
    private long at = 1_000;

    SampleRecorded(long seed) {
        random = new Random(seed);
    }

    /** Of a guest's load in one window, as a share of that load. */
    SampleRecorded noise(double relative) {
        noise = relative;
        return this;
    }

    /** So many guests with such a load each. */
    SampleRecorded guests(int count, double load) {
        for (int i = 0; i < count; i++) {
            double[] loads = new double[WINDOWS];
            Arrays.setAll(loads, window -> load * Math.max(0, 1 + noise * random.nextGaussian()));
            ofGuest.put("vm" + ofGuest.size(), loads);
        }
        return this;
    }

    SampleRecorded withoutDelays() {
        delays = false;
        return this;
    }

    /** When it was made. */
    SampleRecorded at(long epochMillis) {
        at = epochMillis;
        return this;
    }

    Recorded build() {
        SortedMap<String, double[]> ofWorker = new TreeMap<>();
        int number = 0;
        for (double[] load : ofGuest.values()) {
            double[] sum = ofWorker.computeIfAbsent("w" + number++ % 2, name -> new double[WINDOWS]);
            Arrays.setAll(sum, window -> sum[window] + load[window]);
        }
        Loads loads = new Loads(ofWorker, ofGuest);
        double[] turns = new double[WINDOWS];
        double[] work = new double[WINDOWS];
        double busiest = loads.busiest(loads.allWindows());
        Arrays.setAll(turns, window -> 10_000 + (window % 2 == 0 ? 100 : -100));
        Arrays.setAll(work, window -> busiest * turns[window] / 10_000);
        return new Recorded(
                "hv1",
                at,
                new TreeSet<>(ofGuest.keySet()),
                new TreeSet<>(ofWorker.keySet()),
                true,
                1,
                loads,
                new Waits(delays ? delays(busiest) : List.of(), turns, work),
                busiest);
    }

    /** Waits of 20 us at half the load, and as a queue's grow from there. */
    private static List<Histogram> delays(double load) {
        double nanos = 20_000 * Waits.crowd(load, 1);
        long[] slots = new long[40];
        slots[(int) Math.floor(Math.log(nanos) / Math.log(2))] = 1000;
        return new ArrayList<>(Collections.nCopies(WINDOWS, Histogram.of(slots)));
    }
}
