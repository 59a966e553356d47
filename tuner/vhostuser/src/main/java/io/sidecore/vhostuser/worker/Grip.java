package io.sidecore.vhostuser.worker;

import io.sidecore.vhostuser.sys.RawMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has in its hands at this moment, for whoever wants to take queues from it without its help, because it
 * gives no sign of life.
 *
 * <pre>
 * worker    queue = q;        is q mine still?  if so, use it;  queue = null
 * taker     q is not its own; barrier on all threads;  is queue == q?  if not, it is free
 * </pre>
 *
 * The barrier that the worker would need between its two steps is made by the taker, by membarrier(2): so the worker's
 * cost nothing, and must only not be exchanged by the compiler.
 */
final class Grip {

    private static final VarHandle VISITED;
    private static final VarHandle TOUCHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VISITED = lookup.findVarHandle(Grip.class, "visited", Virtqueue.class);
            TOUCHED = lookup.findVarHandle(Grip.class, "touched", Virtqueue.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Grip", e);
        }
    }

    private final Worker worker;

    @SuppressWarnings("UnusedVariable") // by its handle
    private @Nullable Virtqueue visited;

    /** Another one, in the course of the visit: a receiver, for instance. */
    @SuppressWarnings("UnusedVariable")
    private @Nullable Virtqueue touched;

    Grip(Worker worker) {
        this.worker = worker;
    }

    /** Begins to use a queue, if it is the worker's; {@link #letGo} must follow. */
    boolean take(Virtqueue queue) {
        VISITED.setRelease(this, queue);
        RawMemory.compilerFence();
        return queue.isOwnedBy(worker);
    }

    /** Begins to use another one as well, if it is the worker's, until the next is touched or all are let go. */
    boolean touch(Virtqueue queue) {
        TOUCHED.setRelease(this, queue);
        RawMemory.compilerFence();
        return queue.isOwnedBy(worker);
    }

    void letGo() {
        VISITED.setRelease(this, null);
        TOUCHED.setRelease(this, null);
    }

    /** Whether the worker may be using a queue that was taken from it; by the taker, after its barrier. */
    boolean holds(Virtqueue queue) {
        return VISITED.getAcquire(this) == queue || TOUCHED.getAcquire(this) == queue;
    }
}
