package io.sidecore.collector.bench;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.ProbeObject;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Our own probes as observers, loaded by the product's own code into this process. */
final class Probes {

    private static final List<String> EMPTY = List.of("sched_switch", "sched_wakeup", "kvm_pio");

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

    /**
     * Programs that do nothing.
     *
     * @param file an object, see {@code probes/src/bench/empty.bpf.c}
     * @param programs those of it that are attached
     */
    static Observer empty(Path file, Set<String> programs) {
        return () -> {
            try {
                BpfObject object = BpfObject.open(BpfLibrary.load(), Files.readAllBytes(file));
                EMPTY.forEach(program -> object.autoload(program, programs.contains(program)));
                object.load();
                programs.forEach(object::attach);
                return object::close;
            } catch (IOException | BpfException e) {
                throw new SkippedException(e.toString());
            }
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
