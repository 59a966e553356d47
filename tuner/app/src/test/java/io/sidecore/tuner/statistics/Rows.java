package io.sidecore.tuner.statistics;

import java.util.Random;

/** Made-up rows of numbers. */
final class Rows {

    private Rows() {}

    /** AR(1) around 100, with a standard deviation of 5: each value remembers a share of the one before. */
    static double[] remembering(int length, double memory, Random random) {
        double[] values = new double[length];
        double now = random.nextGaussian();
        for (int i = 0; i < length; i++) {
            values[i] = 100 + 5 * now;
            now = memory * now + Math.sqrt(1 - memory * memory) * random.nextGaussian();
        }
        return values;
    }
}
