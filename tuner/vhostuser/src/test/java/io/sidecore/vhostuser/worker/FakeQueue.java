package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.SplitRing;
import io.sidecore.vhostuser.sys.EventFd;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A virtqueue that does what a test tells it. Each kick is work. */
final class FakeQueue extends RingQueue implements AutoCloseable {

    private static final int SIZE = 8;

    private final TestMemory memory;
    private final EventFd kick = EventFd.create();
    private final AtomicInteger work = new AtomicInteger();
    final AtomicInteger served = new AtomicInteger();
    final FakeDevice device;
    volatile boolean mistake;
    volatile boolean stalled;

    /** What a visit waits for, with no sign of life. */
    volatile @Nullable CountDownLatch stalls;

    volatile @Nullable Supplier<Error> fault;

    /** There is always more work, of which a burst takes so long. */
    volatile long endlessNanos;

    private FakeQueue(QueueId id, TestMemory memory, CounterFileWriter counters, FakeDevice device) {
        super(id, ring(memory), counters.addQueue(id, SIZE), device);
        this.memory = memory;
        this.device = device;
        setKick(kick);
    }

    static FakeQueue of(String id, CounterFileWriter counters) {
        return new FakeQueue(QueueId.parse(id), new TestMemory(), counters, new FakeDevice());
    }

    /** That the queue belongs to. */
    static final class FakeDevice implements Device {

        volatile boolean truncated;
        volatile @Nullable String broken;

        @Override
        public RingFeatures features() {
            return new RingFeatures(Features.VERSION_1);
        }

        @Override
        public void fail(String reason) {
            broken = reason;
        }

        @Override
        public boolean isMemoryTruncated() {
            return truncated;
        }
    }

    private static DeviceRing ring(TestMemory memory) {
        TestRing driver = new TestRing(memory.at(TestMemory.FIRST), SIZE);
        return new SplitRing(memory.guest(), driver.place(), 0, new RingFeatures(Features.VERSION_1));
    }

    private static void await(CountDownLatch stall) {
        try {
            stall.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does what is to be done, within a while. */
    static void assertServed(FakeQueue queue) {
        int before = queue.served.get();
        queue.addWork();
        Await.until(queue.id() + " is served", () -> queue.served.get() == before + 1);
    }

    void addWork() {
        work.incrementAndGet();
        kick.signal();
    }

    @Override
    protected int serve(Worker worker) {
        if (endlessNanos > 0) {
            spin(endlessNanos);
            served.incrementAndGet();
            return BURST;
        }
        if (work.get() == 0) {
            return 0;
        }
        work.decrementAndGet();
        Supplier<Error> error = fault;
        if (error != null) {
            throw error.get();
        }
        if (mistake) {
            throw new IllegalStateException("a mistake");
        }
        CountDownLatch stall = stalls;
        if (stall != null) {
            stalled = true;
            await(stall);
        }
        served.incrementAndGet();
        return 1;
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Override
    protected int waiting() {
        return endlessNanos > 0 ? BURST : 0;
    }

    @Override
    protected int pending() {
        return work.get() + waiting();
    }

    @Override
    protected boolean hasWork() {
        return pending() > 0;
    }

    @Override
    protected void kicksOn() {}

    @Override
    protected void kicksOff() {}

    @Override
    public void close() {
        kick.close();
        memory.close();
    }
}
