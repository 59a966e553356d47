package io.sidecore.collector.discovery;

import java.util.List;

/** What the kernel knows of its vhost devices and shows to nobody but a BPF program. */
public interface VhostView {

    /** For a host where the kernel cannot be asked: {@code /proc} must do. */
    VhostView NONE = List::of;

    /**
     * Every virtqueue of every vhost device, once for each open file of its device. Empty if there is none, or if the
     * kernel cannot be asked.
     */
    List<VhostQueue> queues();
}
