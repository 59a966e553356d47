package io.sidecore.collector.bench;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.probe.MadeUpHost;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.Schedstat;
import io.sidecore.collector.signal.host.HostObservations;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Observes a made-up host of 10 000 virtqueues and 128 workers once a second, all of them at work, and prints what that
 * takes: {@code CPU_PERCENT RSS_MIB}. A process of its own, with the JVM's options of the product; what the made-up kernel
 * does in it is subtracted.
 */
final class ObserveMany {

    private static final int QUEUES = 10_000;
    private static final int WORKERS = 128;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 30;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final HostFiles files = HostFiles.ofThisHost();
    private final MadeUpHost host = new MadeUpHost(QUEUES, WORKERS);
    private long madeUpNanos;
    private HostSample last;

    private ObserveMany() {
        host.work();
        last = host.read();
    }

    /** See the type. */
    public static void main(String[] args) {
        ObserveMany observer = new ObserveMany();
        observer.observe(WARM_UP_SECONDS);
        long before = observer.processNanos() - observer.madeUpNanos;
        long start = System.nanoTime();
        observer.observe(SECONDS);
        long spent = observer.processNanos() - observer.madeUpNanos - before;
        System.out.printf(
                Locale.ROOT, "%.4f %.1f%n", 100.0 * spent / (System.nanoTime() - start), observer.residentMib());
    }

    private void observe(int seconds) {
        long next = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            long before = ownNanos();
            host.work();
            madeUpNanos += ownNanos() - before;
            HostSample now = host.read();
            if (HostObservations.between(last, now).queues().size() != QUEUES) {
                throw new IllegalStateException("not all was observed");
            }
            last = now;
            next += SECOND_NANOS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private long ownNanos() {
        return nanos("proc/thread-self/schedstat");
    }

    /** CPU time of all threads: the garbage collector's and the compilers' as well. */
    private long processNanos() {
        return files.list("proc/self/task").stream()
                .mapToLong(tid -> nanos("proc/self/task/" + tid + "/schedstat"))
                .sum();
    }

    private long nanos(String path) {
        return files.read(path).map(Schedstat::parse).map(Schedstat::runNanos).orElse(0L);
    }

    private double residentMib() {
        Optional<String> line = files.read("proc/self/status")
                .orElse("")
                .lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst();
        return line.map(text -> Double.parseDouble(text.replaceAll("[^0-9]", "")) / 1024)
                .orElse(Double.NaN);
    }
}
