package io.sidecore.vhostuser.sys;

/** A descriptor that becomes readable when there is something to do: an eventfd that is kicked, or a network interface. */
public interface Doorbell {

    /** The descriptor, to be waited for. */
    int number();

    /**
     * It was readable: takes what was signalled, as far as that is not the work itself. By the one who waits for it.
     *
     * @return the number of signals, at most 2^31 - 1
     */
    long drain();
}
