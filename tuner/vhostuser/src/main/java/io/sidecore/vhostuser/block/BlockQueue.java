package io.sidecore.vhostuser.block;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCallException;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Worker;
import java.util.function.BooleanSupplier;

/**
 * A queue of requests to a disk. A visit takes what came in, gives all of it to the engine at once, and gives back what
 * the engine has done meanwhile, in whatever order that is. Data go straight between the file and the guest's memory.
 */
public final class BlockQueue extends RingQueue {

    /** Enough to keep any disk busy, and few enough that the room for them costs nothing to speak of. */
    private static final int MAX_IN_FLIGHT = 256;

    /** One that another guest's memory gave, and surfaces here; and one to be sure. */
    private static final int BEARABLE_FAULTS = 2;

    private final BooleanSupplier writeThrough;
    private final Requests requests;
    private final Admission admission;
    private final Engine engine;
    private final Chains chains = new Chains(BURST);

    /** How many of the chains were looked at; all are, unless a fault cuts a visit short. */
    private int started;

    /** The slot of a result that was taken from the engine, and not dealt with; the engine's NONE if there is none. */
    private int unsettled = Engine.NONE;

    private boolean draining;

    /** Calls of {@link #drain} in a row that a fault has ended. */
    private int drainsCutShort;

    /** Requests answered in this visit, and their data. */
    private int answered;

    private long answeredBytes;

    /**
     * Makes one.
     *
     * @param writeThrough whether a write is done only when it will stay
     */
    public BlockQueue(
            QueueId id, DeviceRing ring, QueueRecord counters, Device device, Disk disk, BooleanSupplier writeThrough) {
        super(id, ring, counters, device);
        this.writeThrough = writeThrough;
        this.requests = new Requests(Math.min(ring.size(), MAX_IN_FLIGHT));
        this.admission = new Admission(disk, requests);
        try {
            this.engine = engine(disk, requests, id);
        } catch (RuntimeException e) {
            requests.close();
            throw e;
        }
    }

    private static Engine engine(Disk disk, Requests requests, QueueId id) {
        if (disk.spec().engine() == DiskSpec.Engine.AUTO) {
            try {
                return new UringEngine(disk, requests);
            } catch (SystemCallException e) { // too old a kernel, or it lets us have none: that does not stop a guest
                return new ThreadEngine(disk, requests, id.toString());
            }
        }
        return new ThreadEngine(disk, requests, id.toString());
    }

    @Override
    protected void begin() {
        draining = false;
        ring.begin();
    }

    @Override
    protected int serve(Worker worker) {
        answered = 0;
        answeredBytes = 0;
        if (ring.isUnpublished()) { // a fault has cut it short; first, since what was given back may come again
            publish(worker);
        }
        try {
            reap();
            int taken = take();
            engine.submit();
            if (requests.inFlight() > 0) {
                reap(); // what was in the page cache is done already
            }
            return Math.max(taken, answered);
        } finally {
            if (ring.isUnpublished()) {
                publish(worker);
            }
            counters.add(QueueCounter.PACKETS, answered);
            counters.add(QueueCounter.BYTES, answeredBytes);
            worker.countFrames(answered, 0);
        }
    }

    private int take() {
        if (started == chains.taken()) {
            started = 0;
            chains.clear();
            int room = Math.min(requests.room(), BURST);
            if (draining || room == 0) {
                return 0;
            }
            ring.gather(chains, room);
        }
        startGathered();
        return chains.taken();
    }

    private void startGathered() {
        boolean through = started < chains.taken() && writeThrough.getAsBoolean();
        while (started < chains.taken()) {
            int i = started;
            int status = admission.admit(chains, i, through);
            if (status == Admission.ADMITTED) {
                engine.prepare(admission.slot());
                requests.take();
                started++;
            } else {
                counters.add(QueueCounter.REFUSED, status == BlockLayout.OK ? 0 : 1);
                markDirty(i);
                note(Admission.statusOf(chains, i), status, chains.id(i), chains.slots(i), admission.written());
                started++;
                answered();
            }
        }
    }

    /** What was written at once is little, so all that could have been is noted. */
    private void markDirty(int i) {
        for (int piece = 0; piece < chains.pieces(i); piece++) {
            ring.markDirty(chains.address(i, piece), chains.length(i, piece));
        }
    }

    /** Writes an answer, which counts only if {@link #answered} follows. */
    private void note(long statusAt, int status, int id, int slots, int written) {
        RawMemory.putByte(statusAt, (byte) status);
        ring.markDirty(statusAt, 1);
        ring.note(0, id, slots, written);
    }

    private void answered() {
        ring.complete(1);
        answered++;
    }

    private void reap() {
        while (hasResult()) {
            settle(unsettled, engine.result());
        }
        if (engine.isUnsubmitted()) { // some had moved a part of their data only
            engine.submit();
        }
    }

    /** Takes one from the engine, unless there is one that a fault kept from being dealt with. */
    private boolean hasResult() {
        if (unsettled == Engine.NONE) {
            unsettled = engine.next();
        }
        return unsettled != Engine.NONE;
    }

    /**
     * Deals with a result; if a fault in a guest's memory, perhaps another guest's, cuts that short, once more from the
     * start. So what cannot be done twice comes last, where no guest's memory is touched.
     */
    private void settle(int slot, int result) {
        Requests.Operation operation = requests.operation(slot);
        boolean moves = operation == Requests.Operation.READ || operation == Requests.Operation.WRITE;
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            prepareAgain(slot);
            return;
        }
        if (moves && result == -Errno.EINVAL && requests.isAligned(slot)) { // not aligned enough, it seems
            requests.setUnaligned(slot);
            prepareAgain(slot);
            return;
        }
        if (moves && result > 0) {
            if (operation == Requests.Operation.READ) {
                requests.markDirty(slot, ring);
            }
            if (result < requests.left(slot)) {
                requests.advance(slot, result);
                prepareAgain(slot);
                return;
            }
        }
        boolean done = moves ? result > 0 : result >= 0; // 0 bytes: the file has become shorter than it was
        int status =
                done ? BlockLayout.OK : result == -Errno.EOPNOTSUPP ? BlockLayout.UNSUPPORTED : BlockLayout.IO_ERROR;
        long bytes = requests.bytes(slot);
        int written = done && operation == Requests.Operation.READ ? (int) bytes + 1 : 1;
        note(requests.status(slot), status, requests.id(slot), requests.ringSlots(slot), written);
        counters.add(done ? counterOf(operation) : QueueCounter.ERRORS, 1);
        answeredBytes += done ? bytes : 0;
        free(slot);
        answered();
    }

    private void prepareAgain(int slot) {
        engine.prepare(slot);
        unsettled = Engine.NONE;
    }

    private void free(int slot) {
        requests.free(slot);
        unsettled = Engine.NONE;
    }

    private static QueueCounter counterOf(Requests.Operation operation) {
        return switch (operation) {
            case READ -> QueueCounter.READS;
            case WRITE, ALLOCATE -> QueueCounter.WRITES;
            case SYNC -> QueueCounter.FLUSHES;
        };
    }

    @Override
    protected boolean drain(Worker worker) {
        draining = true;
        drainsCutShort++;
        boolean lost = drainsCutShort > BEARABLE_FAULTS || isMemoryTruncated();
        if (lost) {
            discard();
        } else {
            finish(worker);
        }
        drainsCutShort = 0;
        return requests.inFlight() == 0;
    }

    private void finish(Worker worker) {
        try {
            startGathered();
        } catch (RingException e) {
            started = chains.taken(); // its device is being stopped for it
        }
        engine.submit();
        reap();
        if (ring.isUnpublished()) {
            publish(worker);
        }
    }

    /** The ring cannot be used any more: its guest has made its memory shorter. */
    private void discard() {
        started = chains.taken();
        engine.submit();
        while (hasResult()) {
            free(unsettled);
        }
    }

    /** {@inheritDoc} If the kernel still works for it, that is kept for ever: it reads and writes there. */
    @Override
    public void release() {
        if (requests.inFlight() == 0) {
            engine.close();
            requests.close();
        }
    }

    @Override
    protected int completionFd() {
        return engine.number();
    }

    @Override
    protected void completionReadable() {
        engine.wasReadable();
    }

    @Override
    protected boolean hasWork() {
        return engine.hasNext()
                || engine.isUnsubmitted()
                || ring.isUnpublished()
                || unsettled != Engine.NONE
                || started < chains.taken()
                || (!draining && requests.room() > 0 && ring.hasMore());
    }

    @Override
    protected int waiting() {
        return ring.seenWaiting() + chains.taken() - started;
    }

    @Override
    protected int pending() {
        return hasWork() ? Math.max(1, ring.peekWaiting() + chains.taken() - started) : 0;
    }
}
