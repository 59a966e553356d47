package io.sidecore.tuner.study.talk;

/**
 * What one run of one design with one number of guests came to.
 *
 * @param throughput of all guests: bits a second that they sent over the link, or transactions a second
 * @param meanMicros mean time of a transaction as peers see it; 0 for streams, which have none
 * @param p99Micros its 99th percentile, at most an eighth too high
 * @param workerCpus CPUs that workers used, polling included
 */
public record Cell(double throughput, double meanMicros, double p99Micros, double workerCpus) {

    public Cell {
        for (double value : new double[] {throughput, meanMicros, p99Micros, workerCpus}) {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("what is measured must be finite and 0 or more: " + value);
            }
        }
    }
}
