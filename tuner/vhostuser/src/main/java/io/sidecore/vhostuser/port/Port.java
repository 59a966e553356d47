package io.sidecore.vhostuser.port;

import org.jspecify.annotations.Nullable;

/** A port of the switch: what a guest's device is connected to. It outlives connections. */
public final class Port {

    private final String name;
    private final int index;
    private final Staging staging = new Staging();
    private volatile @Nullable RxQueue receiver;

    Port(String name, int index) {
        this.name = name;
        this.index = index;
    }

    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    Staging staging() {
        return staging;
    }

    /** Where frames for this port go; null while no guest receives here. */
    @Nullable
    RxQueue receiver() {
        return receiver;
    }

    /** Lets frames in, or no longer. */
    public void setReceiver(@Nullable RxQueue queue) {
        receiver = queue;
    }

    void free() {
        staging.free();
    }
}
