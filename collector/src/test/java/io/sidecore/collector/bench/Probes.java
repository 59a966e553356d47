package io.sidecore.collector.bench;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.ProbeObject;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.util.Set;

/** Our own probes as observers, loaded by the product's own code into this process. */
final class Probes {

    private Probes() {}

    /** The sched probe, which watches these threads. */
    static Observer sched(Set<Integer> tids) {
        return () -> {
            SchedThreads threads = new SchedThreads(load(ProbeCatalog.SCHED), System::nanoTime);
            threads.watch(tids);
            for (int tid : tids) {
                if (threads.read(tid, System.nanoTime()).isEmpty()) {
                    threads.close();
                    throw new SkippedException("the sched probe does not see thread " + tid);
                }
            }
            return threads::close;
        };
    }

    /** The probes that a kick comes by; the eventfd probe only where this kernel lets functions be traced. */
    static Observer kick() {
        return () -> {
            ProbeObject kvm = load(ProbeCatalog.KVM);
            ProbeAttempt eventfd = new ProbeLoader(BpfLibrary.load()).load(ProbeCatalog.EVENTFD);
            return () -> {
                eventfd.object().ifPresent(ProbeObject::close);
                kvm.close();
            };
        };
    }

    private static ProbeObject load(ProbeSpec spec) throws SkippedException {
        try {
            ProbeAttempt attempt = new ProbeLoader(BpfLibrary.load()).load(spec);
            return attempt.object()
                    .orElseThrow(() -> new SkippedException(
                            "the probe is refused: " + attempt.whyNot().orElse("")));
        } catch (BpfException e) {
            throw new SkippedException(e.why());
        }
    }
}
