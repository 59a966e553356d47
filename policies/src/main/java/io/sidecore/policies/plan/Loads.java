package io.sidecore.policies.plan;

import java.util.Arrays;

/** Loads in descending order, and the sums of runs of them. */
final class Loads {

    private double[] sums = new double[8];
    private int size;

    /** Adds one that is no higher than those that are there. */
    void add(double load) {
        if (size + 1 == sums.length) {
            sums = Arrays.copyOf(sums, 2 * sums.length);
        }
        sums[size + 1] = sums[size] + load;
        size++;
    }

    int size() {
        return size;
    }

    double sum() {
        return sums[size];
    }

    /** One of them, counted from 0, the highest. */
    double get(int index) {
        return sums[index + 1] - sums[index];
    }

    /** The sum of those from one to another, both included. */
    double sum(int first, int last) {
        return sums[last + 1] - sums[first];
    }

    /** How many are above a load. */
    int above(double load) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle) > load) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
