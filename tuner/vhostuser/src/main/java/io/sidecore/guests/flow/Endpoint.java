package io.sidecore.guests.flow;

/**
 * One end of a flow. A phase goes: {@link #restart}, {@link #begin}, and any number of {@link #offer} and
 * {@link #receive}. All on the thread of its guest; {@link #offer} and {@link #receive} allocate nothing.
 */
public interface Endpoint {

    /** Frames that one end may post before others of its thread have their turn. */
    int BURST = 32;

    /** Forgets the phase before, and draws the same random numbers again; sends nothing until {@link #begin}. */
    void restart(int phase);

    /** Says in what time frames become due; what is under way at its end is still dealt with. */
    default void begin(long fromNanos, long untilNanos) {}

    /** Gives up: what was due and has not got away by now is lost. */
    default void giveUp() {}

    /**
     * Posts what is due, as far as there is room.
     *
     * @return how many frames
     */
    int offer(long nowNanos);

    /**
     * Reads a frame of the flow.
     *
     * @param at where it is, see {@code FrameHeader}
     */
    void receive(long at, int bytes, long nowNanos);

    /** When {@link #offer} will have something to do, if nothing is received until then; MAX_VALUE for never. */
    long nextNanos();

    /** Hands over what was counted, see {@link Tally}. */
    void handOver();
}
