package io.sidecore.collector.live;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.counters.CounterReader;
import io.sidecore.collector.probe.KvmSelfCheck;
import io.sidecore.collector.probe.KvmSignal;
import io.sidecore.collector.probe.KvmVcpus;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.collector.probe.SelfCheck;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.SchedstatThreads;
import io.sidecore.collector.sample.LiveSampleSource;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.ThreadTimesSource;
import io.sidecore.probes.ProbeCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Samples of a running backend by the best means that this host allows: thread times from BPF if it can be had, else
 * from /proc; VM exits if they can be counted. What falls away is said, not hidden.
 */
public final class LiveSampling implements SampleSource {

    private final LiveSampleSource source;
    private final ThreadTimes.Source threadTimes;
    private final Optional<KvmVcpus> kvm;
    private final List<String> degradations;

    private LiveSampling(
            LiveSampleSource source,
            ThreadTimes.Source threadTimes,
            Optional<KvmVcpus> kvm,
            List<String> degradations) {
        this.source = source;
        this.threadTimes = threadTimes;
        this.kvm = kvm;
        this.degradations = List.copyOf(degradations);
    }

    /**
     * Begins to sample.
     *
     * @param counterFile what the backend counts
     * @param useBpf false to do without, as {@code --no-bpf} asks
     * @throws io.sidecore.collector.counters.CounterFileException if the counter file cannot be read
     */
    public static LiveSampling start(Path counterFile, boolean useBpf) {
        CounterReader counters = CounterReader.open(counterFile);
        HostFiles files = HostFiles.ofThisHost();
        LongSupplier clock = System::nanoTime;
        List<String> degradations = new ArrayList<>();
        Optional<BpfLibrary> library = useBpf ? library(degradations) : Optional.empty();
        if (!useBpf) {
            degradations.add("BPF is switched off: thread times come from /proc, and VM exits are not counted");
        }
        Optional<SchedThreads> sched = library.flatMap(bpf -> sched(bpf, clock, degradations));
        Optional<KvmVcpus> kvm = library.flatMap(bpf -> kvm(bpf, files, degradations));
        ThreadTimesSource threads =
                sched.<ThreadTimesSource>map(probe -> probe).orElseGet(() -> new SchedstatThreads(files));
        return new LiveSampling(
                new LiveSampleSource(counters, threads, kvm, clock), threads.source(), kvm, degradations);
    }

    private static Optional<BpfLibrary> library(List<String> degradations) {
        try {
            return Optional.of(BpfLibrary.load());
        } catch (BpfException e) {
            degradations.add("no BPF, thread times come from /proc, and VM exits are not counted: " + e.why());
            return Optional.empty();
        }
    }

    private static Optional<SchedThreads> sched(BpfLibrary library, LongSupplier clock, List<String> degradations) {
        ProbeAttempt attempt = new ProbeLoader(library).load(ProbeCatalog.SCHED);
        Optional<String> problem = attempt.whyNot();
        if (attempt.object().isPresent()) {
            SchedThreads threads = new SchedThreads(attempt.object().get(), clock);
            problem = SelfCheck.failure(threads, library, clock);
            if (problem.isEmpty()) {
                degradations.addAll(SelfCheck.doubts(threads, library, clock));
                return Optional.of(threads);
            }
            threads.close();
        }
        degradations.add("thread times come from /proc, and no single wait for a CPU is known, because the sched probe"
                + " does not run: " + problem.orElse(""));
        return Optional.empty();
    }

    private static Optional<KvmVcpus> kvm(BpfLibrary library, HostFiles files, List<String> degradations) {
        ProbeAttempt attempt = new ProbeLoader(library).load(ProbeCatalog.KVM);
        attempt.whyNot().ifPresent(why -> degradations.add("VM exits are not counted: " + why));
        Optional<KvmVcpus> vcpus = attempt.object().map(object -> new KvmVcpus(object, files));
        vcpus.ifPresent(known -> KvmSelfCheck.untried(known, library));
        // Of all that the probe may count, these samples have the exits only.
        vcpus.flatMap(known -> known.whyNot(KvmSignal.EXITS))
                .ifPresent(why -> degradations.add("VM exits are not counted: " + why));
        return vcpus;
    }

    @Override
    public Sample read() {
        return source.read();
    }

    /** Where thread times come from. */
    public ThreadTimes.Source threadTimes() {
        return threadTimes;
    }

    private boolean countsExits() {
        return kvm.isPresent() && kvm.get().whyNot(KvmSignal.EXITS).isEmpty();
    }

    /** One sentence for a report. */
    public String description() {
        String threads = threadTimes == ThreadTimes.Source.BPF
                ? "workers are watched by BPF (sched probe)"
                : "workers are watched through /proc (schedstat)";
        return threads + (countsExits() ? ", VM exits by BPF (kvm probe)" : ", VM exits are not counted");
    }

    /** What this host does not allow, and what falls away for it: sentences for a report. */
    public List<String> degradations() {
        return degradations;
    }

    @Override
    public synchronized void close() {
        source.close();
        kvm.ifPresent(KvmVcpus::close);
    }
}
