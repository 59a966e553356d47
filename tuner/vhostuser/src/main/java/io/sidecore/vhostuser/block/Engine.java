package io.sidecore.vhostuser.block;

/**
 * What carries requests out and says when they are done. The thread that owns the queue calls it; it never waits. A
 * request is known by its slot in {@link Requests}.
 */
interface Engine extends AutoCloseable {

    /** No request is done. */
    int NONE = -1;

    /** Prepares a request; it is begun by {@link #submit} at the latest. */
    void prepare(int slot);

    /** Begins all that was prepared, as far as possible, and fetches what is done. */
    void submit();

    /** Whether something prepared could not begin, so that {@link #submit} must be called again. */
    boolean isUnsubmitted();

    /** The next request that is done and was fetched, which {@link #result} is then of; {@link #NONE} if there is none. */
    int next();

    /** What came of it: as the system call would return it, or an error number below 0. */
    int result();

    /** Whether {@link #next} would find one, perhaps; if need be after {@link #submit}. */
    boolean hasNext();

    /** Readable while a request is done and not taken, to wait for. */
    int number();

    /** Was found readable. */
    void wasReadable();

    /** Only when nothing is in flight. */
    @Override
    void close();
}
