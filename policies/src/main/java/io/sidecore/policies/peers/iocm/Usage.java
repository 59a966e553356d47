package io.sidecore.policies.peers.iocm;

import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;

/** What workers used and moved in all observations of an epoch, each counting for as long as it lasted. */
final class Usage {

    private double seconds;
    private double workerCpus;
    private double work;
    private double waiting;
    private double packets;
    private double bytes;

    void add(Observation now) {
        double window = now.window().toNanos() / 1e9;
        seconds += window;
        workerCpus += window * now.workerCpus();
        work += window
                * now.workers().stream()
                        .mapToDouble(load -> load.saturation().busy())
                        .sum();
        waiting += window
                * now.workers().stream()
                        .flatMap(load -> load.interference().stream())
                        .mapToDouble(Interference::waiting)
                        .sum();
        packets += window
                * now.queues().stream().mapToDouble(QueueLoad::packetsPerSecond).sum();
        bytes += window
                * now.queues().stream().mapToDouble(QueueLoad::bytesPerSecond).sum();
    }

    void clear() {
        seconds = 0;
        workerCpus = 0;
        work = 0;
        waiting = 0;
        packets = 0;
        bytes = 0;
    }

    /** CPUs that workers used, on average. */
    double workerCpus() {
        return mean(workerCpus);
    }

    /** CPUs that they used on work that guests asked for, on average. */
    double work() {
        return mean(work);
    }

    /** Workers that waited for a CPU, on average. */
    double waiting() {
        return mean(waiting);
    }

    double bytesPerSecond() {
        return mean(bytes);
    }

    /** Mean over all frames; 0 without any. */
    double bytesPerPacket() {
        return packets > 0 ? bytes / packets : 0;
    }

    private double mean(double sum) {
        return seconds > 0 ? sum / seconds : 0;
    }
}
