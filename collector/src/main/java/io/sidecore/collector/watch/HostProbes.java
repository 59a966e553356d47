package io.sidecore.collector.watch;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.probe.EventfdCounts;
import io.sidecore.collector.probe.KvmSelfCheck;
import io.sidecore.collector.probe.KvmVcpus;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.ProbeObject;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.collector.probe.SelfCheck;
import io.sidecore.collector.probe.VhostQueues;
import io.sidecore.collector.probe.VhostSelfCheck;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The probes of the catalogue, as far as this host lets them run. A probe that is missing, or that attached and does not
 * count, leaves a gap that says so.
 */
final class HostProbes implements AutoCloseable {

    private static final String NO_WAITS =
            "who ran instead of a worker, its waits one by one, and softirqs on top of it";

    private final HostFiles files;
    private final LongSupplier clock;
    private final List<Gap> gaps = new ArrayList<>();
    private @Nullable BpfLibrary library;
    private Optional<SchedThreads> sched = Optional.empty();
    private Optional<VhostQueues> vhost = Optional.empty();
    private Optional<EventfdCounts> eventfd = Optional.empty();
    private Optional<KvmVcpus> kvm = Optional.empty();

    private HostProbes(HostFiles files, LongSupplier clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Without BPF, as {@code --no-bpf} asks. */
    static HostProbes none(HostFiles files, LongSupplier clock) {
        HostProbes probes = new HostProbes(files, clock);
        probes.gaps.add(new Gap("all that BPF counts", "BPF is switched off; threads are watched through /proc"));
        return probes;
    }

    /** Loads and attaches what it can. */
    static HostProbes load(HostFiles files, LongSupplier clock) {
        HostProbes probes = new HostProbes(files, clock);
        try {
            probes.attach(BpfLibrary.load());
        } catch (BpfException e) {
            probes.gaps.add(new Gap("all that BPF counts", e.why() + "; threads are watched through /proc"));
        }
        return probes;
    }

    private void attach(BpfLibrary loaded) {
        library = loaded;
        ProbeLoader loader = new ProbeLoader(loaded, files);
        sched = attach(loader, ProbeCatalog.SCHED, NO_WAITS, probe -> new SchedThreads(probe, clock));
        vhost = attach(loader, ProbeCatalog.VHOST, "kernel vhost", probe -> new VhostQueues(probe, files, clock));
        eventfd = attach(loader, ProbeCatalog.EVENTFD, "calls of kernel vhost", EventfdCounts::new);
        kvm = attach(loader, ProbeCatalog.KVM, "VM exits", probe -> new KvmVcpus(probe, files));
    }

    private <P> Optional<P> attach(ProbeLoader loader, ProbeSpec spec, String lost, Function<ProbeObject, P> reader) {
        ProbeAttempt attempt = loader.load(spec);
        attempt.whyNot()
                .ifPresent(why -> gaps.add(new Gap(lost, "the " + spec.name() + " probe does not run: " + why)));
        return attempt.object().map(reader);
    }

    private BpfLibrary loaded() {
        if (library == null) {
            throw new IllegalStateException("libbpf is not loaded");
        }
        return library;
    }

    /**
     * Sees whether the probes count, with threads, a tiny guest and a vhost device of our own; takes some milliseconds. What does not count
     * is closed, or not reported from then on.
     */
    void selfCheck() {
        if (library == null) {
            return;
        }
        sched.flatMap(threads -> SelfCheck.failure(threads, loaded(), clock)).ifPresent(problem -> {
            gaps.add(new Gap(NO_WAITS, "the sched probe is attached, but " + problem));
            sched.ifPresent(SchedThreads::close);
            sched = Optional.empty();
        });
        sched.ifPresent(threads -> SelfCheck.doubts(threads, loaded(), clock)
                .forEach(doubt -> gaps.add(new Gap("part of what the sched probe counts", doubt))));
        kvm.flatMap(vcpus -> KvmSelfCheck.untried(vcpus, loaded()))
                .ifPresent(why ->
                        gaps.add(new Gap("whether VM exits are counted", "no guest of our own could try it: " + why)));
        vhost.ifPresent(this::checkVhost);
    }

    private void checkVhost(VhostQueues queues) {
        Optional<String> untried = VhostSelfCheck.untried(queues, loaded(), clock);
        if (untried.isPresent()) {
            gaps.add(new Gap("whether kicks are counted", "no vhost device of our own could try it: " + untried.get()));
            return;
        }
        eventfd.flatMap(signals -> VhostSelfCheck.problem(signals, loaded(), clock))
                .ifPresent(problem -> {
                    gaps.add(new Gap("calls of kernel vhost", "the eventfd probe is attached, but " + problem));
                    eventfd.ifPresent(EventfdCounts::close);
                    eventfd = Optional.empty();
                });
    }

    Optional<SchedThreads> sched() {
        return sched;
    }

    Optional<VhostQueues> vhost() {
        return vhost;
    }

    Optional<EventfdCounts> eventfd() {
        return eventfd;
    }

    Optional<KvmVcpus> kvm() {
        return kvm;
    }

    /** What does not run or does not count, and what was dropped until now. */
    List<Gap> gaps() {
        List<Gap> all = new ArrayList<>(gaps);
        kvm.ifPresent(vcpus -> all.addAll(vcpus.gaps()));
        vhost.ifPresent(queues -> all.addAll(queues.gaps()));
        eventfd.filter(signals -> signals.dropped() > 0)
                .ifPresent(signals -> all.add(new Gap(
                        "calls of some virtqueues",
                        signals.dropped() + " signals of eventfds that found no room in the eventfd probe's table")));
        return all;
    }

    @Override
    public void close() {
        sched.ifPresent(SchedThreads::close);
        vhost.ifPresent(VhostQueues::close);
        eventfd.ifPresent(EventfdCounts::close);
        kvm.ifPresent(KvmVcpus::close);
    }
}
