package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Java believes of the objects, against what their BTF and sections say. */
final class LayoutTest {

    static List<ProbeSpec> probes() {
        return ProbeCatalog.all();
    }

    private static Btf.Struct struct(ProbeSpec spec, String name) {
        return Objects.requireNonNull(Btf.of(spec).structs.get(name));
    }

    @ParameterizedTest
    @MethodSource("probes")
    void theCatalogueNamesEveryProgramOfAnObjectAndNoOther(ProbeSpec spec) {
        TreeSet<String> sections = Btf.of(spec).sections.keySet().stream()
                .filter(name -> name.contains("/"))
                .filter(name -> !name.startsWith(".rel"))
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> points = spec.programs().stream()
                .flatMap(program -> program.points().stream())
                .flatMap(way -> way.all().stream())
                .map(AttachPoint::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(sections, points);
    }

    @Test
    void aSchedRecordIsWhereJavaReadsIt() {
        Btf.Struct thread = struct(ProbeCatalog.SCHED, "sched_thread");
        assertEquals(8 * SchedLayout.THREAD_WORDS, thread.bytes());
        assertEquals(
                Map.ofEntries(
                        Map.entry("seq", 8 * SchedLayout.SEQ),
                        Map.entry("watched_since", 8 * SchedLayout.WATCHED_SINCE),
                        Map.entry("running_since", 8 * SchedLayout.RUNNING_SINCE),
                        Map.entry("runnable_since", 8 * SchedLayout.RUNNABLE_SINCE),
                        Map.entry("run_ns", 8 * SchedLayout.RUN_NS),
                        Map.entry("run_delay_ns", 8 * SchedLayout.RUN_DELAY_NS),
                        Map.entry("slices", 8 * SchedLayout.SLICES),
                        Map.entry("voluntary", 8 * SchedLayout.VOLUNTARY),
                        Map.entry("involuntary", 8 * SchedLayout.INVOLUNTARY),
                        Map.entry("doing", 8 * SchedLayout.DOING),
                        Map.entry("looked_seq", 8 * SchedLayout.LOOKED_SEQ),
                        Map.entry("zero", 8 * SchedLayout.DOING + 4),
                        Map.entry("tid", 8 * SchedLayout.TID),
                        Map.entry("missed", 8 * SchedLayout.MISSED),
                        Map.entry("cpu", 8 * SchedLayout.CPU),
                        Map.entry("wait_cpu", 8 * SchedLayout.CPU + 4),
                        Map.entry("migrations", 8 * SchedLayout.MIGRATIONS),
                        Map.entry("softirq_since", 8 * SchedLayout.SOFTIRQ_SINCE),
                        Map.entry("run_delay_slots", 8 * SchedLayout.RUN_DELAY_SLOTS),
                        Map.entry("softirq_ns", 8 * SchedLayout.SOFTIRQ_NS),
                        Map.entry("softirqs", 8 * SchedLayout.SOFTIRQS),
                        Map.entry("idle_ns", 8 * SchedLayout.IDLE_NS),
                        Map.entry("others_ns", 8 * SchedLayout.OTHERS_NS),
                        Map.entry("taker", 8 * SchedLayout.TAKER),
                        Map.entry("taker_comm", 8 * SchedLayout.TAKER_COMM),
                        Map.entry("unused", 8 * (SchedLayout.TAKER_COMM + 2)),
                        Map.entry("who", 8 * SchedLayout.WHO),
                        Map.entry("ns", 8 * SchedLayout.NS),
                        Map.entry("comm", 8 * SchedLayout.COMM)),
                thread.offsets());
    }

    @Test
    void theSchedStateIsAsLargeAsJavaBelieves() {
        Btf.Struct state = struct(ProbeCatalog.SCHED, "sched_state");
        assertEquals(SchedLayout.STATE_BYTES, state.bytes());
        assertEquals(Map.of("places", SchedLayout.STATE_PLACES, "threads", SchedLayout.STATE_THREADS), state.offsets());
        assertEquals(
                Map.of(
                        "SCHED_UNKNOWN", SchedLayout.UNKNOWN,
                        "SCHED_SLEEPING", SchedLayout.SLEEPING,
                        "SCHED_RUNNABLE", SchedLayout.RUNNABLE,
                        "SCHED_RUNNING", SchedLayout.RUNNING),
                Btf.of(ProbeCatalog.SCHED).enumerators);
    }

    @Test
    void aVcpuIsWhereJavaReadsIt() {
        Btf.Struct vcpu = struct(ProbeCatalog.KVM, "kvm_vcpu_counts");
        assertEquals(8 * KvmLayout.VCPU_WORDS, vcpu.bytes());
        assertEquals(
                Map.ofEntries(
                        Map.entry("started", 8 * KvmLayout.STARTED),
                        Map.entry("tid", 8 * KvmLayout.TID),
                        Map.entry("tgid", 8 * KvmLayout.TID + 4),
                        Map.entry("seq", 8 * KvmLayout.SEQ),
                        Map.entry("exited_at", 8 * KvmLayout.EXITED_AT),
                        Map.entry("last", 8 * KvmLayout.LAST),
                        Map.entry("exits", 8 * KvmLayout.EXITS),
                        Map.entry("entries", 8 * KvmLayout.ENTRIES),
                        Map.entry("outside_ns", 8 * KvmLayout.OUTSIDE_NS),
                        Map.entry("userspace_exits", 8 * KvmLayout.USERSPACE_EXITS),
                        Map.entry("port_writes", 8 * KvmLayout.PORT_WRITES),
                        Map.entry("port_reads", 8 * KvmLayout.PORT_READS),
                        Map.entry("mmio_writes", 8 * KvmLayout.MMIO_WRITES),
                        Map.entry("mmio_reads", 8 * KvmLayout.MMIO_READS),
                        Map.entry("ioeventfd_writes", 8 * KvmLayout.IOEVENTFD_WRITES),
                        Map.entry("polls", 8 * KvmLayout.POLLS),
                        Map.entry("poll_ns", 8 * KvmLayout.POLL_NS),
                        Map.entry("waits", 8 * KvmLayout.WAITS),
                        Map.entry("wait_ns", 8 * KvmLayout.WAIT_NS),
                        Map.entry("other_count", 8 * KvmLayout.OTHER_COUNT),
                        Map.entry("other_ns", 8 * KvmLayout.OTHER_NS),
                        Map.entry("entered", 8 * KvmLayout.ENTERED),
                        Map.entry("unused", 8 * (KvmLayout.ENTERED + 1)),
                        Map.entry("reasons", 8 * KvmLayout.REASON_SLOTS)),
                vcpu.offsets());
        Btf.Struct reason = struct(ProbeCatalog.KVM, "kvm_reason");
        assertEquals(8 * KvmLayout.REASON_WORDS, reason.bytes());
        assertEquals(
                Map.of("code", 8 * KvmLayout.CODE, "count", 8 * KvmLayout.COUNT, "ns", 8 * KvmLayout.NS),
                reason.offsets());
    }

    @Test
    void theKvmStateIsAsJavaBelieves() {
        Btf.Struct guest = struct(ProbeCatalog.KVM, "kvm_guest");
        assertEquals(KvmLayout.GUEST_BYTES, guest.bytes());
        assertEquals(Map.of("pid", 0, "injections", 8), guest.offsets());
        Btf.Struct state = struct(ProbeCatalog.KVM, "kvm_state");
        assertEquals(KvmLayout.STATE_BYTES, state.bytes());
        assertEquals(
                Map.of(
                        "places", KvmLayout.STATE_PLACES,
                        "vcpus", KvmLayout.STATE_VCPUS,
                        "guests", KvmLayout.STATE_GUESTS,
                        "isa", KvmLayout.STATE_ISA,
                        "injections", KvmLayout.STATE_INJECTIONS,
                        "dropped", KvmLayout.STATE_DROPPED,
                        "rest_exits", KvmLayout.STATE_REST_EXITS,
                        "rest_userspace_exits", KvmLayout.STATE_REST_USERSPACE_EXITS,
                        "rest_port_writes", KvmLayout.STATE_REST_PORT_WRITES),
                state.offsets());
    }

    @Test
    void theEventfdCountersAreWhereJavaReadsThem() {
        Btf.Struct count = struct(ProbeCatalog.EVENTFD, "eventfd_count");
        assertEquals(EventfdCounts.PLACE_BYTES, count.bytes());
        assertEquals(Map.of("key", EventfdCounts.KEY, "signals", EventfdCounts.SIGNALS), count.offsets());
        Btf.Struct state = struct(ProbeCatalog.EVENTFD, "eventfd_state");
        assertEquals(EventfdCounts.STATE_BYTES, state.bytes());
        assertEquals(
                Map.of("places", 0, "total", EventfdCounts.TOTAL, "dropped", EventfdCounts.DROPPED), state.offsets());
    }
}
