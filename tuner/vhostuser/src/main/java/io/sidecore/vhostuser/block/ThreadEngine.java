package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.SystemCalls;
import io.sidecore.vhostuser.sys.Threads;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries requests out by threads that each wait for one: where the kernel lets nobody have an io_uring. What is to do
 * and what is done are queues in arrays, since each slot is in one of them once at most.
 */
final class ThreadEngine implements Engine {

    private static final int THREADS = 4;

    private final Disk disk;
    private final Requests requests;
    private final EventFd readable = EventFd.create();
    private final List<Thread> threads = new ArrayList<>();

    /** Prepared by the owner, and its alone; then what it took over of those that are done. */
    private final int[] prepared;

    private final int[] taken;
    private final int[] results;
    private int preparedCount;
    private int takenCount;
    private int takenNext;
    private int result;

    private final Object lock = new Object();

    /** Guarded by the lock, as all that follows. */
    private final int[] waiting;

    private final int[] done;
    private int firstWaiting;
    private int waitingCount;
    private boolean closing;

    /** Written under the lock, read without. */
    private volatile int doneCount;

    ThreadEngine(Disk disk, Requests requests, String name) {
        this.disk = disk;
        this.requests = requests;
        int slots = requests.size();
        prepared = new int[slots];
        taken = new int[slots];
        results = new int[slots];
        waiting = new int[slots];
        done = new int[slots];
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::run, "sidecore-disk-" + name.replace('/', '-') + "-" + i);
            thread.setDaemon(true); // a read that never ends must not keep the process from ending
            thread.start();
            threads.add(thread);
        }
    }

    private void run() {
        int slot = await();
        while (slot != NONE) {
            results[slot] = carryOut(slot);
            finish(slot);
            slot = await();
        }
    }

    private int await() {
        synchronized (lock) {
            while (waitingCount == 0) {
                if (closing) {
                    return NONE;
                }
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    return NONE; // nobody interrupts it
                }
            }
            int slot = waiting[firstWaiting];
            firstWaiting = firstWaiting + 1 == waiting.length ? 0 : firstWaiting + 1;
            waitingCount--;
            return slot;
        }
    }

    private void finish(int slot) {
        boolean first;
        synchronized (lock) {
            first = doneCount == 0;
            done[doneCount] = slot;
            doneCount = doneCount + 1;
        }
        if (first) { // else it was signalled already, and not taken
            readable.signal();
        }
    }

    private int carryOut(int slot) {
        int file = disk.isDirect(requests.bits(slot)) ? disk.directFile() : disk.cachedFile();
        long iovecs = requests.iovecs(slot);
        int count = requests.iovecCount(slot);
        long offset = requests.offset(slot);
        int mode = requests.mode(slot);
        long got = switch (requests.operation(slot)) {
            case READ -> LibC.C.preadv2(file, iovecs, count, offset, mode);
            case WRITE -> LibC.C.pwritev2(file, iovecs, count, offset, mode);
            case SYNC -> LibC.C.fdatasync(file);
            case ALLOCATE -> LibC.C.fallocate(file, mode, offset, requests.left(slot));
        };
        return got < 0 ? -Math.max(1, SystemCalls.lastErrno()) : (int) Math.min(got, Integer.MAX_VALUE);
    }

    @Override
    public void prepare(int slot) {
        prepared[preparedCount++] = slot;
    }

    @Override
    public void submit() {
        if (preparedCount == 0) {
            return;
        }
        synchronized (lock) {
            for (int i = 0; i < preparedCount; i++) {
                int at = firstWaiting + waitingCount++;
                waiting[at >= waiting.length ? at - waiting.length : at] = prepared[i];
                lock.notify();
            }
        }
        preparedCount = 0;
    }

    @Override
    public boolean isUnsubmitted() {
        return preparedCount > 0;
    }

    @Override
    public int next() {
        if (takenNext == takenCount) {
            takeOver();
        }
        if (takenNext == takenCount) {
            return NONE;
        }
        int slot = taken[takenNext++];
        result = results[slot];
        return slot;
    }

    private void takeOver() {
        takenNext = 0;
        takenCount = 0;
        if (doneCount == 0) {
            return;
        }
        synchronized (lock) {
            System.arraycopy(done, 0, taken, 0, doneCount);
            takenCount = doneCount;
            doneCount = 0;
        }
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public boolean hasNext() {
        return takenNext < takenCount || doneCount > 0;
    }

    @Override
    public int number() {
        return readable.number();
    }

    @Override
    public void wasReadable() {
        readable.drain();
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        threads.forEach(Threads::join);
        readable.close();
    }
}
