package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.util.Arrays;
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
                        Map.entry("number", 8 * KvmLayout.NUMBER),
                        Map.entry("unused", 8 * (KvmLayout.NUMBER + 1)),
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
        assertEquals(EventfdCounts.COUNT_BYTES, count.bytes());
        assertEquals(
                Map.of(
                        "by_workers", EventfdCounts.BY_WORKERS,
                        "by_processes", EventfdCounts.BY_PROCESSES,
                        "unused", EventfdCounts.BY_PROCESSES + 8),
                count.offsets());
        Btf.Struct state = struct(ProbeCatalog.EVENTFD, "eventfd_state");
        assertEquals(EventfdCounts.STATE_BYTES, state.bytes());
        assertEquals(Map.of("dropped", EventfdCounts.DROPPED), state.offsets());
    }

    @Test
    void aVhostRecordIsWhereJavaReadsIt() {
        Btf.Struct runs = struct(ProbeCatalog.VHOST, "vhost_runs");
        assertEquals(8 * VhostLayout.RUNS_WORDS, runs.bytes());
        assertEquals(
                Map.of(
                        "seq", 8 * VhostLayout.SEQ,
                        "runs", 8 * VhostLayout.RUNS,
                        "run_ns", 8 * VhostLayout.RUN_NS,
                        "heads", 8 * VhostLayout.HEADS,
                        "limited", 8 * VhostLayout.LIMITED,
                        "busy_poll_ns", 8 * VhostLayout.BUSY_POLL_NS,
                        "delay_ns", 8 * VhostLayout.DELAY_NS,
                        "missed", 8 * VhostLayout.MISSED,
                        "vq", 8 * VhostLayout.VQ,
                        "closed", 8 * VhostLayout.CLOSED),
                among(
                        runs,
                        "seq",
                        "runs",
                        "run_ns",
                        "heads",
                        "limited",
                        "busy_poll_ns",
                        "delay_ns",
                        "missed",
                        "vq",
                        "closed"));
        Btf.Struct kicks = struct(ProbeCatalog.VHOST, "vhost_kicks");
        assertEquals(8 * VhostLayout.KICKS_WORDS, kicks.bytes());
        assertEquals(Map.of("count", 8 * VhostLayout.KICKS), among(kicks, "count"));
        assertEquals(
                8 * VhostLayout.SLOTS,
                struct(ProbeCatalog.VHOST, "vhost_delays").bytes());
    }

    @Test
    void theVhostTableIsWhereJavaWritesIt() {
        Btf.Struct place = struct(ProbeCatalog.VHOST, "vhost_place");
        assertEquals(VhostLayout.PLACE_BYTES, place.bytes());
        assertEquals(
                Map.of(
                        "work",
                        VhostLayout.PLACE_WORK,
                        "queue",
                        VhostLayout.PLACE_WHERE,
                        "mask",
                        VhostLayout.PLACE_WHERE + 4,
                        "side",
                        VhostLayout.PLACE_WHERE + 6),
                place.offsets());
        Btf.Struct state = struct(ProbeCatalog.VHOST, "vhost_state");
        assertEquals(VhostLayout.STATE_BYTES, state.bytes());
        assertEquals(
                Map.of(
                        "places", VhostLayout.STATE_PLACES,
                        "strangers", VhostLayout.STATE_STRANGERS,
                        "devices", VhostLayout.STATE_DEVICES),
                among(state, "places", "strangers", "devices"));
    }

    @Test
    void aFindingIsAsJavaReadsIt() {
        Btf.Struct finding = struct(ProbeCatalog.VHOST, "vhost_finding");
        assertEquals(VhostLayout.FOUND_BYTES, finding.bytes());
        assertEquals(
                Map.ofEntries(
                        Map.entry("vq", VhostLayout.FOUND_VQ),
                        Map.entry("works", VhostLayout.FOUND_WORKS),
                        Map.entry("owner_started_ns", VhostLayout.FOUND_OWNER_STARTED),
                        Map.entry("worker_started_ns", VhostLayout.FOUND_WORKER_STARTED),
                        Map.entry("features", VhostLayout.FOUND_FEATURES),
                        Map.entry("owner", VhostLayout.FOUND_OWNER),
                        Map.entry("owned", VhostLayout.FOUND_OWNED),
                        Map.entry("fd", VhostLayout.FOUND_FD),
                        Map.entry("kind", VhostLayout.FOUND_KIND),
                        Map.entry("index", VhostLayout.FOUND_INDEX),
                        Map.entry("queues", VhostLayout.FOUND_QUEUES),
                        Map.entry("ring_size", VhostLayout.FOUND_RING_SIZE),
                        Map.entry("backend", VhostLayout.FOUND_BACKEND),
                        Map.entry("busy_poll_us", VhostLayout.FOUND_BUSY_POLL),
                        Map.entry("worker", VhostLayout.FOUND_WORKER),
                        Map.entry("worker_pid", VhostLayout.FOUND_WORKER_PID),
                        Map.entry("worker_kthread", VhostLayout.FOUND_WORKER_KTHREAD),
                        Map.entry("kick_eventfd", VhostLayout.FOUND_KICK_EVENTFD),
                        Map.entry("call_eventfd", VhostLayout.FOUND_CALL_EVENTFD),
                        Map.entry("head", VhostLayout.FOUND_HEAD),
                        Map.entry("unused", VhostLayout.FOUND_HEAD + 4)),
                finding.offsets());
        Map<String, Integer> kinds = Btf.of(ProbeCatalog.VHOST).enumerators;
        assertEquals(VhostKind.NET.ordinal(), kinds.get("VHOST_NET"));
        assertEquals(VhostKind.VSOCK.ordinal(), kinds.get("VHOST_VSOCK"));
        assertEquals(VhostKind.SCSI.ordinal(), kinds.get("VHOST_SCSI"));
    }

    /** Offsets of the members that Java has a use for. */
    private static Map<String, Integer> among(Btf.Struct struct, String... members) {
        return Arrays.stream(members)
                .collect(Collectors.toMap(
                        member -> member,
                        member -> Objects.requireNonNull(struct.offsets().get(member), member)));
    }
}
