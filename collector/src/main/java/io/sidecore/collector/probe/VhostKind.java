package io.sidecore.collector.probe;

/** The kinds of kernel vhost device that the vhost probe knows, in the order of {@code enum vhost_kind}. */
public enum VhostKind {
    NET("vhost-net"),
    VSOCK("vhost-vsock"),
    SCSI("vhost-scsi");

    private final String device;

    VhostKind(String device) {
        this.device = device;
    }

    /** The driver's name in {@code /proc/misc}, and its file's in {@code /dev}. */
    public String device() {
        return device;
    }
}
