package io.sidecore.collector.probe;

import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.MiscDevices;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The virtqueues of kernel vhost on this host, by the vhost probe: which there are, and what was counted of each.
 *
 * <p>{@link #refresh} asks the kernel for all open vhost devices and has the programs count new ones; until it has seen a
 * virtqueue, nothing of it is counted. {@link #read} costs no system call. A virtqueue is taken for the same as before only
 * if its address, owner, descriptor and number are, and its device was not closed meanwhile: the kernel uses addresses
 * again at once. Used by one thread at a time.
 */
public final class VhostQueues implements AutoCloseable {

    private static final int POLL_IN = 1;
    private static final int POLL_OUT = 4;

    /** What tells which virtqueues there are, and what is counted of them. */
    interface Source extends AutoCloseable {
        VhostRecord.Memories memories();

        /** Everything that the iterator writes. */
        ByteBuffer find();

        boolean attachedTo(String target);

        List<Gap> gaps();

        @Override
        void close();
    }

    private final Source source;
    private final VhostRecord.Memories memory;
    private final VhostTable table;
    private final LongSupplier clock;
    private final Map<Long, VhostRecord> byAddress = new LinkedHashMap<>();
    private List<VhostRecord> records = List.of();
    private long looks;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final VhostRecord.Copy copy = new VhostRecord.Copy();
    private final Map<String, Gap> silent = new LinkedHashMap<>();
    private long dropped;
    private long generations;
    private long strangersSeen;

    /**
     * Takes the probe over, and closes it in the end. Finds nothing before {@link #refresh}.
     *
     * @param files where the host says which vhost devices it has
     * @param clock monotonic nanoseconds
     */
    public VhostQueues(ProbeObject probe, HostFiles files, LongSupplier clock) {
        this(new VhostSource(probe), MiscDevices.read(files), clock);
    }

    VhostQueues(Source source, MiscDevices devices, LongSupplier clock) {
        this.source = source;
        this.memory = source.memories();
        this.table = new VhostTable(memory.state());
        this.clock = clock;
        for (int number = 0; number < VhostLayout.QUEUES; number++) {
            free.add(number);
        }
        nameDevices(devices);
    }

    private void nameDevices(MiscDevices devices) {
        long[] numbers = new long[4];
        for (VhostKind kind : VhostKind.values()) {
            numbers[kind.ordinal()] = devices.kernelNumber(kind.device()).orElse(0);
        }
        memory.state().putRelease(VhostLayout.STATE_DEVICES, numbers[0] | numbers[1] << 32);
        memory.state().putRelease(VhostLayout.STATE_DEVICES + 8, numbers[2]);
    }

    /** Looks for virtqueues. Takes about 0.1 us for each open file of the host. */
    public void refresh() {
        strangersSeen = strangers();
        Map<Long, VhostFinding> found = find();
        for (Iterator<VhostRecord> known = byAddress.values().iterator(); known.hasNext(); ) {
            VhostRecord record = known.next();
            VhostFinding now = found.get(record.found.vq());
            if (now != null && now.queue().isSame(record.queue()) && !record.isClosed()) {
                record.learn(now);
            } else {
                known.remove();
                forget(record);
            }
        }
        dropped = 0;
        for (VhostFinding finding : found.values()) {
            if (!byAddress.containsKey(finding.vq())) {
                add(finding);
            }
        }
        records = List.copyOf(byAddress.values());
        looks++;
    }

    /** Several processes may have a device open; its owner goes first, then whoever is found last. */
    private Map<Long, VhostFinding> find() {
        ByteBuffer written = source.find();
        Map<Long, VhostFinding> found = new LinkedHashMap<>();
        while (written.remaining() >= VhostLayout.FOUND_BYTES) {
            VhostFinding finding = VhostFinding.read(written);
            found.merge(finding.vq(), finding, (first, second) -> first.owned() ? first : second);
        }
        return found;
    }

    private void add(VhostFinding finding) {
        if (free.isEmpty()) {
            dropped++;
            return;
        }
        int number = free.remove();
        generations = Math.max(generations + 1, clock.getAsLong());
        VhostQueue queue = finding.queue();
        VhostRecord record = new VhostRecord(
                memory, number, generations, finding, VhostSignals.of(this::counts, queue.kind(), queue.index()));
        record.clear();
        int backendMask = queue.kind() != VhostKind.NET ? 0 : queue.index() % 2 == 0 ? POLL_IN : POLL_OUT;
        boolean room = table.add(finding.guestWork(), number, POLL_IN, VhostLayout.GUEST)
                && (finding.backendWork() == 0
                        || table.add(finding.backendWork(), number, backendMask, VhostLayout.BACKEND));
        if (room) {
            byAddress.put(finding.vq(), record);
        } else {
            dropped++;
            forget(record);
        }
    }

    /** A number is given out again as late as possible, so that a program which has just found it is long done. */
    private void forget(VhostRecord record) {
        table.remove(record.found.guestWork());
        if (record.found.backendWork() != 0) {
            table.remove(record.found.backendWork());
        }
        free.add(record.number);
    }

    /** The virtqueues that {@link #refresh} found. */
    public List<VhostQueue> queues() {
        return records.stream().map(VhostRecord::queue).toList();
    }

    /** How many {@link #refresh} found and counts. They are at the positions from 0 on until the next one. */
    public int size() {
        return records.size();
    }

    /** How often was looked: while this stays, each position stands for the same virtqueue. */
    public long looks() {
        return looks;
    }

    public VhostQueue queue(int position) {
        return records.get(position).queue();
    }

    /** Another one if this is another virtqueue at the same place, or the counters began anew. */
    public long generation(int position) {
        return records.get(position).generation;
    }

    /** Begins a table with room for all of them. */
    public VirtqueueTable.Builder table() {
        return new VirtqueueTable.Builder(records.size());
    }

    /**
     * Begins a row, and reads into it what was counted.
     *
     * @return false if there is nothing to add: its device was closed, so that it may be another's
     */
    public boolean read(int position, VirtqueueTable.Builder into) {
        into.begin();
        return records.get(position).read(into, copy);
    }

    /** What was counted of each virtqueue that was found, and not closed since; to look at a few. */
    public List<VhostCounts> read() {
        List<VhostCounts> counts = new ArrayList<>();
        for (int position = 0; position < size(); position++) {
            VirtqueueTable.Builder row = new VirtqueueTable.Builder(1);
            if (read(position, row)) {
                row.add("", generation(position));
                VirtqueueTable one = row.build();
                counts.add(new VhostCounts(
                        queue(position),
                        one.generation(0),
                        one.counters(0),
                        one.delays().get(0)));
            }
        }
        return counts;
    }

    /** Virtqueues that {@link #refresh} found, and that there was no room for. */
    public long dropped() {
        return dropped;
    }

    private boolean counts(String target) {
        return source.attachedTo(target) && !silent.containsKey(target);
    }

    /**
     * From now on what is attached to a function is reported as not counted, because a self-check has seen that it stays
     * silent.
     */
    void distrust(String target, Gap gap) {
        if (silent.putIfAbsent(target, gap) == null) {
            byAddress.values().forEach(this::forget);
            byAddress.clear();
            refresh();
        }
    }

    /** What is not counted, and why. */
    public List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>(source.gaps());
        gaps.addAll(silent.values());
        long unseen = records.stream().filter(VhostRecord::isServedUnseen).count();
        if (unseen > 0) {
            gaps.add(new Gap(
                    "service of " + unseen + " virtqueues",
                    "they are served, and no run of their handler was seen: their numbers are not to be trusted"));
        }
        if (dropped > 0) {
            gaps.add(new Gap(dropped + " virtqueues", "the vhost probe's table is full; they are not counted"));
        }
        return gaps;
    }

    /** Whether kicks or runs of virtqueues were seen that the last {@link #refresh} did not know. */
    public boolean sawOthers() {
        return strangers() != strangersSeen;
    }

    private long strangers() {
        return memory.state().get(VhostLayout.STATE_STRANGERS);
    }

    @Override
    public void close() {
        source.close();
    }
}
