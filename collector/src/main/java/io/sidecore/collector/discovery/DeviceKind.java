package io.sidecore.collector.discovery;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of device for which the kernel has vhost workers. */
public enum DeviceKind {
    NET("net"),
    SCSI("scsi"),
    VSOCK("vsock");

    private final String text;

    DeviceKind(String text) {
        this.text = text;
    }

    /** As it stands in names, for instance {@code net} in {@code vm1/net0}. */
    String text() {
        return text;
    }

    /** The device's file below {@code /dev}. */
    String file() {
        return "vhost-" + text;
    }

    static Optional<DeviceKind> ofFile(String name) {
        return Stream.of(values()).filter(kind -> kind.file().equals(name)).findFirst();
    }

    /**
     * What a virtqueue is for. A vhost-net device is one pair: {@code VHOST_NET_VQ_RX} is 0, and {@code VHOST_NET_VQ_TX}
     * 1, as the guest sees it; vsock's two are in the same order; {@code VHOST_SCSI_VQ_CTL} is 0, {@code VQ_EVT} 1, and
     * from {@code VQ_IO} 2 on come those for requests.
     *
     * @param index the virtqueue's number in the device
     */
    String label(int index) {
        if (this == SCSI) {
            return index == 0 ? "ctl" : index == 1 ? "event" : "io" + (index - 2);
        }
        return (index % 2 == 0 ? "rx" : "tx") + index / 2;
    }

    /** The virtqueues that every such device has; empty where that differs from device to device. */
    List<String> certainLabels() {
        return this == SCSI ? List.of() : Stream.of(0, 1).map(this::label).collect(Collectors.toUnmodifiableList());
    }
}
