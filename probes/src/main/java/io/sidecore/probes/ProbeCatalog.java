package io.sidecore.probes;

import static io.sidecore.probes.AttachPoint.Kind.FENTRY;
import static io.sidecore.probes.AttachPoint.Kind.FEXIT;
import static io.sidecore.probes.AttachPoint.Kind.ITER;
import static io.sidecore.probes.AttachPoint.Kind.KPROBE;
import static io.sidecore.probes.AttachPoint.Kind.KRETPROBE;
import static io.sidecore.probes.AttachPoint.Kind.RAW_TP;
import static io.sidecore.probes.AttachPoint.Kind.TP;
import static io.sidecore.probes.AttachPoint.Kind.TP_BTF;
import static io.sidecore.probes.ProbeProgram.Need.OPTIONAL;
import static io.sidecore.probes.ProbeProgram.Need.REQUIRED;

import java.util.List;

/** Every probe that there is. */
public final class ProbeCatalog {

    /** {@code sched.bpf.c}. */
    public static final ProbeSpec SCHED = new ProbeSpec(
            "sched",
            "sched.bpf.o",
            List.of(
                    new ProbeProgram(
                            "threads given a CPU, and taken off it",
                            REQUIRED,
                            List.of(new AttachPoint(TP_BTF, "sched_switch", "sched_switch"))),
                    new ProbeProgram(
                            "threads woken",
                            REQUIRED,
                            List.of(new AttachPoint(TP_BTF, "sched_wakeup", "sched_wakeup"))),
                    new ProbeProgram(
                            "threads woken for the first time",
                            REQUIRED,
                            List.of(new AttachPoint(TP_BTF, "sched_wakeup_new", "sched_wakeup_new"))),
                    new ProbeProgram(
                            "what threads do when they are first watched",
                            REQUIRED,
                            List.of(new AttachPoint(ITER, "task", "sched_look"))),
                    new ProbeProgram(
                            "the begin of softirqs",
                            OPTIONAL,
                            List.of(new AttachPoint(TP_BTF, "softirq_entry", "softirq_entry"))),
                    new ProbeProgram(
                            "the end of softirqs",
                            OPTIONAL,
                            List.of(new AttachPoint(TP_BTF, "softirq_exit", "softirq_exit")))),
            "busy time, wait for a CPU, who ran instead, softirqs and switches of each worker and vCPU",
            "1024 threads; a further one is reported without thread times. 8 interferers of each by name, the rest as a"
                    + " sum");

    /** {@code kvm.bpf.c}. */
    public static final ProbeSpec KVM = new ProbeSpec(
            "kvm",
            "kvm.bpf.o",
            List.of(
                    new ProbeProgram(
                            "VM exits",
                            OPTIONAL,
                            List.of(
                                    new AttachPoint(TP_BTF, "kvm_exit", "kvm_exit"),
                                    new AttachPoint(TP_BTF, "kvm_exit", "kvm_exit_reason"),
                                    new AttachPoint(TP, "kvm/kvm_exit", "kvm_exit_record"),
                                    new AttachPoint(RAW_TP, "kvm_exit", "kvm_exit_count"))),
                    tracepoint("re-entries after exits", "kvm_entry", "kvm_entry"),
                    tracepoint("exits to user space", "kvm_userspace_exit", "kvm_userspace"),
                    tracepoint("port I/O of guests", "kvm_pio", "kvm_pio"),
                    tracepoint("memory-mapped I/O of guests", "kvm_mmio", "kvm_mmio"),
                    tracepoint("halts of vCPUs", "kvm_vcpu_wakeup", "kvm_wakeup"),
                    new ProbeProgram(
                            "kicks that become signals",
                            OPTIONAL,
                            List.of(
                                    new AttachPoint(FEXIT, "ioeventfd_write", "ioeventfd"),
                                    new AttachPoint(KRETPROBE, "ioeventfd_write", "ioeventfd_kretprobe"))),
                    new ProbeProgram(
                            "interrupts injected by irqfd",
                            OPTIONAL,
                            List.of(
                                    new AttachPoint(FENTRY, "kvm_arch_set_irq_inatomic", "irqfd"),
                                    new AttachPoint(KPROBE, "kvm_arch_set_irq_inatomic", "irqfd_kprobe")))),
            "VM exits of each vCPU by reason, with the time to re-entry; kicks, port and memory-mapped I/O, halts;"
                    + " interrupts of each guest",
            "4096 vCPUs, 16 reasons of each, 1024 guests; events of a further vCPU are counted as dropped, further"
                    + " reasons as other, further guests in the host's total only");

    /** {@code eventfd.bpf.c}. */
    public static final ProbeSpec EVENTFD = new ProbeSpec(
            "eventfd",
            "eventfd.bpf.o",
            List.of(new ProbeProgram(
                    "signals to eventfds",
                    REQUIRED,
                    List.of(
                            new AttachPoint(FENTRY, "eventfd_signal_mask", "eventfd_mask"),
                            new AttachPoint(KPROBE, "eventfd_signal_mask", "eventfd_mask_kprobe"),
                            new AttachPoint(FENTRY, "eventfd_signal", "eventfd_plain"),
                            new AttachPoint(KPROBE, "eventfd_signal", "eventfd_plain_kprobe")))),
            "kicks and calls that the kernel delivers, by eventfd",
            "65536 eventfds, ids beyond which are counted as dropped");

    private static final String NET = "vhost-net";
    private static final String VSOCK = "vhost-vsock";
    private static final String SCSI = "vhost-scsi";
    private static final List<String> ANY_VHOST = List.of(NET, VSOCK, SCSI);

    /** {@code vhost.bpf.c}. */
    public static final ProbeSpec VHOST = new ProbeSpec(
            "vhost",
            "vhost.bpf.o",
            List.of(
                    new ProbeProgram(
                            "which virtqueues there are",
                            REQUIRED,
                            List.of(new AttachPoint(ITER, "task_file", "find_queues")),
                            ANY_VHOST),
                    function("kicks, and the delay until they are served", "vhost_poll_wakeup", "wakeup", ANY_VHOST),
                    function("that a device was closed", "vhost_dev_cleanup", "dev_cleanup", ANY_VHOST),
                    handler("service of tx queues after kicks", "handle_tx_kick", NET),
                    handler("service of rx queues after kicks", "handle_rx_kick", NET),
                    handler("service of tx queues when the tap has room", "handle_tx_net", NET),
                    handler("service of rx queues when the tap has frames", "handle_rx_net", NET),
                    span("busy polling", "vhost_net_busy_poll", "busy_poll", NET),
                    handler("service of vsock tx queues", "vhost_vsock_handle_tx_kick", VSOCK),
                    handler("service of vsock rx queues after kicks", "vhost_vsock_handle_rx_kick", VSOCK),
                    handler("service of vsock rx queues", "vhost_transport_send_pkt_work", VSOCK),
                    handler("service of SCSI queues", "vhost_scsi_handle_kick", SCSI),
                    handler("completions of SCSI queues", "vhost_scsi_complete_cmd_work", SCSI)),
            "kicks, queue delay and service time of each virtqueue of kernel vhost",
            "16384 virtqueues, 256 of a device; what is done for further ones is counted as dropped");

    private ProbeCatalog() {}

    public static List<ProbeSpec> all() {
        return List.of(SCHED, KVM, EVENTFD, VHOST);
    }

    private static ProbeProgram tracepoint(String counts, String target, String program) {
        return new ProbeProgram(
                counts,
                OPTIONAL,
                List.of(new AttachPoint(TP_BTF, target, program), new AttachPoint(RAW_TP, target, program + "_raw")));
    }

    /** The entry of a kernel function. */
    private static ProbeProgram function(String counts, String target, String program, List<String> devices) {
        return new ProbeProgram(
                counts,
                OPTIONAL,
                List.of(new AttachPoint(FENTRY, target, program), new AttachPoint(KPROBE, target, program + "_kprobe")),
                devices);
    }

    private static ProbeProgram handler(String counts, String target, String device) {
        return span(counts, target, target, device);
    }

    /** The entry and the return of a kernel function. */
    private static ProbeProgram span(String counts, String target, String program, String device) {
        AttachPoint end = new AttachPoint(FEXIT, target, program + "_end");
        AttachPoint back = new AttachPoint(KRETPROBE, target, program + "_kretprobe");
        return new ProbeProgram(
                counts,
                OPTIONAL,
                List.of(
                        new AttachPoint(FENTRY, target, program + "_begin").with(end),
                        new AttachPoint(KPROBE, target, program + "_kprobe").with(back)),
                List.of(device));
    }
}
