package io.sidecore.guests.driver;

/** How a frame to be sent lies in descriptors. Drivers differ in that, and a backend must take all of it. */
public enum TxLayout {
    /** Header and frame in one buffer, as DPDK has it. */
    ONE,
    /** One descriptor for the header, one for the frame. */
    TWO,
    /** One descriptor for a table of two, as Linux has it. */
    INDIRECT;

    /** Descriptors of the ring that a frame takes. */
    int descriptors() {
        return this == TWO ? 2 : 1;
    }
}
