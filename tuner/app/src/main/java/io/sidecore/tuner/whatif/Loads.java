package io.sidecore.tuner.whatif;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What guests ask of workers, window by window, in shares of one worker.
 *
 * @param ofWorker by worker
 * @param ofGuest by guest, summed over workers
 */
public record Loads(SortedMap<String, double[]> ofWorker, SortedMap<String, double[]> ofGuest) {

    /** All windows in order. */
    int[] allWindows() {
        int[] windows = new int[ofWorker.values().iterator().next().length];
        Arrays.setAll(windows, i -> i);
        return windows;
    }

    /** Load of the busiest worker; above 1 if more is asked for than it has. */
    double busiest(int[] windows) {
        return ofWorker.values().stream()
                .mapToDouble(load -> mean(load, windows))
                .max()
                .orElseThrow();
    }

    /** The name of that worker, over all windows. */
    String busiestWorker() {
        int[] all = allWindows();
        return ofWorker.keySet().stream()
                .max(Comparator.comparingDouble(name -> mean(at(ofWorker, name), all)))
                .orElseThrow();
    }

    /**
     * Load of the busiest worker after a change. Guests that come go to the worker that is the least loaded; the mean guest
     * that goes leaves a bit of room everywhere. If workers come or go, all guests are spread anew, the largest first
     * to the least loaded (Graham's LPT rule, 1969).
     */
    double busiestAfter(Change change, int[] windows) {
        List<Double> guests = new ArrayList<>();
        ofGuest.values().forEach(load -> guests.add(mean(load, windows)));
        double mean = guests.stream().mapToDouble(each -> each).average().orElse(0);
        double each =
                change.like().map(name -> mean(at(ofGuest, name), windows)).orElse(mean);
        if (change.workers() != 0) {
            return spread(guestsAfter(guests, change.guests(), each), ofWorker.size() + change.workers());
        }
        SortedMap<String, Double> workers = new TreeMap<>();
        ofWorker.forEach((name, load) -> workers.put(name, mean(load, windows)));
        if (change.guests() > 0) {
            PriorityQueue<Double> loads = new PriorityQueue<>(workers.values());
            for (int i = 0; i < change.guests(); i++) {
                loads.add(loads.remove() + each);
            }
            return loads.stream().mapToDouble(load -> load).max().orElseThrow();
        }
        double all = guests.stream().mapToDouble(load -> load).sum();
        double left = all <= 0 ? 0 : Math.max(0, all + change.guests() * each) / all;
        return left * workers.values().stream().mapToDouble(load -> load).max().orElseThrow();
    }

    private static List<Double> guestsAfter(List<Double> guests, int more, double each) {
        List<Double> after = new ArrayList<>(guests);
        for (int i = 0; i < more; i++) {
            after.add(each);
        }
        double all = guests.stream().mapToDouble(load -> load).sum();
        double left = more >= 0 || all <= 0 ? 1 : Math.max(0, all + more * each) / all;
        after.replaceAll(load -> load * left);
        return after;
    }

    private static double spread(List<Double> guests, int workers) {
        PriorityQueue<Double> loads = new PriorityQueue<>();
        for (int i = 0; i < workers; i++) {
            loads.add(0.0);
        }
        guests.stream().sorted(Comparator.reverseOrder()).forEach(guest -> loads.add(loads.remove() + guest));
        return loads.stream().mapToDouble(load -> load).max().orElseThrow();
    }

    private static double[] at(SortedMap<String, double[]> loads, String name) {
        double[] found = loads.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no guest " + name + " was recorded (want one of " + String.join(", ", loads.keySet()) + ")");
        }
        return found;
    }

    static double mean(double[] values, int[] windows) {
        double sum = 0;
        for (int window : windows) {
            sum += values[window];
        }
        return sum / windows.length;
    }
}
