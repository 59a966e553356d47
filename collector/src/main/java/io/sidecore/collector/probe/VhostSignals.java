package io.sidecore.collector.probe;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the vhost probe can tell of one sort of virtqueue on this kernel: it depends on the functions that it could attach
 * to. A number of which only some of the parts are counted is not told.
 *
 * @param kicks notifications by the guest
 * @param backendWakeups by the other side; only vhost-net's tap comes by where they are counted
 * @param runs handler runs, and all that is counted with them
 * @param delay from kick to run
 * @param busyPoll time in busy polling
 * @param polls whether there is such a thing as busy polling
 */
record VhostSignals(
        boolean kicks, boolean backendWakeups, boolean runs, boolean delay, boolean busyPoll, boolean polls) {

    static final String WAKEUP = "vhost_poll_wakeup";
    static final String BUSY_POLL = "vhost_net_busy_poll";

    /**
     * For one sort of virtqueue.
     *
     * @param counts whether what is attached to a function counts
     */
    static VhostSignals of(Predicate<String> counts, VhostKind kind, int index) {
        List<String> handlers = handlers(kind, index);
        boolean kicks = counts.test(WAKEUP);
        boolean runs = !handlers.isEmpty() && handlers.stream().allMatch(counts);
        boolean net = kind == VhostKind.NET;
        return new VhostSignals(kicks, kicks && net, runs, kicks && runs, net && counts.test(BUSY_POLL), net);
    }

    /** The functions that serve a virtqueue; empty if we do not know. */
    static List<String> handlers(VhostKind kind, int index) {
        return switch (kind) {
            case NET ->
                index % 2 == 0
                        ? List.of("handle_rx_kick", "handle_rx_net")
                        : List.of("handle_tx_kick", "handle_tx_net");
            case VSOCK ->
                index == 0
                        ? List.of("vhost_vsock_handle_rx_kick", "vhost_transport_send_pkt_work")
                        : List.of("vhost_vsock_handle_tx_kick");
            case SCSI -> index < 2 ? List.of() : List.of("vhost_scsi_handle_kick", "vhost_scsi_complete_cmd_work");
        };
    }
}
