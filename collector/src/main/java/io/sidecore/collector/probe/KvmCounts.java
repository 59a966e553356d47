package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.sample.KvmSample;
import java.util.function.Supplier;

/** VM exits of the whole host, by the kvm probe. */
public final class KvmCounts implements Supplier<KvmSample>, AutoCloseable {

    /** The twin of {@code kvm.h}: sizes in words. */
    static final int CPUS = 1024;

    static final int EXITS = 0;
    static final int USERSPACE_EXITS = 1;
    static final int PORT_WRITES = 2;
    static final int PORT_READS = 3;
    static final int CPU_WORDS = 8;
    static final int STATE_BYTES = CPUS * 8 * CPU_WORDS;

    private final ProbeObject probe;
    private final BpfMemory memory;
    private final int cpus;

    /** As below, for a host of any size. */
    public KvmCounts(ProbeObject probe) {
        this(probe, CPUS);
    }

    /**
     * Takes the probe over, and closes it in the end.
     *
     * @param possibleCpus one more than the highest number that a CPU of this host can have
     */
    public KvmCounts(ProbeObject probe, int possibleCpus) {
        this.probe = probe;
        this.memory = probe.memory();
        this.cpus = Math.min(CPUS, possibleCpus);
    }

    @Override
    public KvmSample get() {
        return new KvmSample(sum(EXITS), sum(USERSPACE_EXITS), sum(PORT_WRITES));
    }

    private long sum(int counter) {
        long sum = 0;
        for (int cpu = 0; cpu < cpus; cpu++) {
            sum += word(cpu, counter);
        }
        return sum;
    }

    private long word(int cpu, int counter) {
        return memory.get(8L * ((long) cpu * CPU_WORDS + counter));
    }

    @Override
    public void close() {
        probe.close();
    }
}
