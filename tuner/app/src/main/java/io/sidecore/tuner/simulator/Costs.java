package io.sidecore.tuner.simulator;

/**
 * What each step costs, in nanoseconds unless said otherwise. The defaults are those of in-kernel vhost on a server of
 * today; {@code sidecore simulate --calibrate} fits them to the embedded backend on the host at hand.
 *
 * @param packet of a worker for each frame, without its bytes. 0.5 us: a vhost worker at 100 % moves about 1.5 to 2 million
 *     small frames a second
 * @param kilobyte of a worker for each 1000 bytes copied: 40 ns, about 25 GB/s (vhost-user.md: 1500 B in 42 ns)
 * @param visit of a worker for turning to a queue that has work: 0.4 us, which larger batches share
 * @param look of a polling worker for each queue that it finds empty: 60 ns, a cache miss
 * @param guestSwitch of a worker that turns to another guest than before: 0.25 us, its cache lines and its mm
 * @param cgroupSwitch on top, if that guest is in another cgroup: 1 us, the change of its account
 * @param requeue of a worker that leaves a queue at the weight limit with more waiting: 0.3 us (vhost_poll_queue)
 * @param remote factor on a worker's packet and bytes if the guest's memory is on another node: 1.4, the usual ratio of
 *     remote to local memory latency
 * @param kick of a vCPU: an exit of about 2,000 cycles (SplitX, 2011) and the eventfd write with its wake-up: 2 us
 * @param call of a worker, to signal an irqfd: 0.8 us (peers.md: 0.85 to 1.0 us for a signal through KVM)
 * @param interrupt of a vCPU for a call: the exits for its injection and its end: 2.4 us
 * @param postedInterrupt the same with posted interrupts: no exit, 0.3 us
 * @param wakeWorker CPU time of a worker that wakes up or goes to sleep: 2 us, two context switches and epoll
 * @param wakeDelay from a wake-up until the thread runs on an idle CPU: 6 us (vhost-user.md: at least 6.2 us from a kick
 *     to the frame, against 0.3 us polling)
 * @param halt of a vCPU that halts, sleeps and is woken: 3 us, the exit, two context switches and the entry
 * @param polledHalt the same if the host still polls for it: 0.7 us, an exit of about 2,000 cycles (SplitX) and no more
 * @param haltPoll how long the host polls for a vCPU that halts, at most: 200 us (halt_poll_ns, KVM_HALT_POLL_NS_DEFAULT of
 *     x86); 0 for never
 * @param haltPollStart how long it polls once it begins to: 10 us (halt_poll_ns_grow_start); less is nothing
 * @param haltPollGrow factor if longer polling would have helped: 2 (halt_poll_ns_grow); 0 for never longer
 * @param haltPollShrink divisor if it did not: 2 (halt_poll_ns_shrink of Linux 6.12); 0 for at once to nothing (Linux 6.8)
 * @param sibling speed of a hardware thread whose sibling is busy, 0 to 1: 0.62, as two give about 1.25 of one
 * @param slice how long a thread runs while others wait for its CPU: 3 ms (CFS's minimum granularity, times the usual
 *     scaling by CPUs)
 * @param wakeUpGranularity a woken thread takes the CPU from one that has had this much more than it: 1 ms (CFS)
 * @param sleeperCredit how much less than the others a thread that slept counts as having had, at most: 3 ms (CFS)
 * @param balance how often the scheduler evens out its queues: 4 ms
 * @param move of the worker that takes a queue over: 80 us (measured: 0.07 to 0.08 ms median)
 * @param visitPackets frames that a visit takes at most: 64
 * @param visitBytes bytes that a visit takes at most: 0x80000 (VHOST_NET_WEIGHT)
 * @param handOver frames of a visit that go on at once, before the rest of it is done: 8. In-kernel vhost told a guest of each
 *     frame until Linux 4.15, and later of up to 64 (VHOST_NET_BATCH)
 * @param interruptGap from one interrupt of the NIC for a guest's frames to the next, at least: 8 us (rx-usecs of mlx5 from a
 *     completion on; i40e and ice begin with 50 us and adapt)
 * @param jitter by how much a guest's time for its work, and the network's for a way, varies either way, as a share of it, 0
 *     to 1: 0.25. Ours: caches, interrupts and other traffic make no two alike
 * @param linkQueue frames that wait for the link, each way, before those are dropped whose senders do not wait: 1000 (a
 *     device's txqueuelen, DEFAULT_TX_QUEUE_LEN)
 */
public record Costs(
        double packet,
        double kilobyte,
        double visit,
        double look,
        double guestSwitch,
        double cgroupSwitch,
        double requeue,
        double remote,
        double kick,
        double call,
        double interrupt,
        double postedInterrupt,
        double wakeWorker,
        double wakeDelay,
        double halt,
        double polledHalt,
        double haltPoll,
        double haltPollStart,
        int haltPollGrow,
        int haltPollShrink,
        double sibling,
        double slice,
        double wakeUpGranularity,
        double sleeperCredit,
        double balance,
        double move,
        int visitPackets,
        int visitBytes,
        int handOver,
        double interruptGap,
        double jitter,
        int linkQueue) {

    /** In-kernel vhost. */
    public static final Costs KERNEL = new Costs(
            500, 40, 400, 60, 250, 1000, 300, 1.4, 2000, 800, 2400, 300, 2000, 6000, 3000, 700, 200e3, 10e3, 2, 2, 0.62,
            3e6, 1e6, 3e6, 4e6, 80e3, 64, 0x80000, 8, 8000, 0.25, 1000);

    public Costs {
        double[] all = {
            packet,
            kilobyte,
            visit,
            look,
            guestSwitch,
            cgroupSwitch,
            requeue,
            kick,
            call,
            interrupt,
            postedInterrupt,
            wakeWorker,
            wakeDelay,
            halt,
            polledHalt,
            haltPoll,
            haltPollStart,
            interruptGap,
            wakeUpGranularity,
            sleeperCredit,
            move
        };
        for (double cost : all) {
            if (!(cost >= 0 && cost <= 1e9)) {
                throw new IllegalArgumentException("each cost must be in [0,1e9] nanoseconds: " + cost);
            }
        }
        if (!(remote >= 1 && remote <= 100) || !(sibling > 0 && sibling <= 1)) {
            throw new IllegalArgumentException(
                    "remote must be in [1,100] and sibling in (0,1]: " + remote + ", " + sibling);
        }
        if (!(slice >= 1000 && balance >= 1000)) {
            throw new IllegalArgumentException("slice and balance must be at least 1000: " + slice + ", " + balance);
        }
        if (haltPollGrow < 0 || haltPollShrink < 0) {
            throw new IllegalArgumentException(
                    "haltPollGrow and haltPollShrink must be 0 or more: " + haltPollGrow + ", " + haltPollShrink);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be in [0,1]: " + jitter);
        }
        if (visitPackets < 1 || visitBytes < 1 || handOver < 1 || linkQueue < 1) {
            throw new IllegalArgumentException("visitPackets, visitBytes, handOver and linkQueue must be 1 or more: "
                    + visitPackets + ", " + visitBytes + ", " + handOver + ", " + linkQueue);
        }
    }
}
