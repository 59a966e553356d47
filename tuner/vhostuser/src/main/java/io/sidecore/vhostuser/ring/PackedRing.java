package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A packed virtqueue (virtio 1.2, section 2.8): one ring of descriptors, which the driver makes available by their
 * flags, and the device gives back by writing the first descriptor of the chain's place anew.
 */
public final class PackedRing extends DeviceRing {

    private final PackedDescriptors descriptors;
    private final PackedEvents events;
    private final boolean isLogged;

    /** Of a batch into which nothing was written, one chain is given back for all (virtio 1.2, section 2.8.7). */
    private final boolean inOrder;

    /** Positions, each with its wrap counter: the next to gather, to complete, to publish; how far the guest was told. */
    private int gatherAt;

    private boolean gatherWrap;
    private int completeAt;
    private boolean completeWrap;
    private int publishAt;
    private boolean publishWrap;
    private int toldAt;
    private boolean toldWrap;

    /** An earlier device may have been killed after it gave chains back, and before it called. */
    private boolean callDue;

    /** Slots between publishAt and gatherAt: never more than the ring has. */
    private int slotsTaken;

    private int slotsCompleted;

    /** Chains that are not published, from the one at publishAt on. */
    private final PackedNotes notes;

    private int completed;

    /** How many of them a call of publish has begun to write, which may have been cut short. */
    private int attempted;

    /**
     * Where what is in flight is noted; null if it need not be. Else the id that gives a chain back has the entry there in
     * its upper half.
     */
    private final @Nullable PackedInflight inflight;

    /** Where we note how far the ring is served; null if nowhere. */
    private final @Nullable KeptPlace kept;

    /** Of those completed, how many are noted as being given back. */
    private int linked;

    private boolean begun;

    /** @param base see {@link #base}; with no upper half, as DPDK gives it, that is like the lower one */
    public PackedRing(GuestMemory memory, RingPlace place, int base, RingFeatures features) {
        this(memory, place, base, features, null, null);
    }

    /**
     * One that may go on where an earlier backend ended, by either of two notes.
     *
     * @param inflight where to note what is in flight, and to find what was; null for nowhere
     * @param kept where to note how far the ring is served, and to find how far it was, if its chains are given back in
     *     order; null for nowhere
     */
    public PackedRing(
            GuestMemory memory,
            RingPlace place,
            int base,
            RingFeatures features,
            @Nullable InflightPlace inflight,
            @Nullable KeptPlace kept) {
        super(memory, place, features);
        this.kept = kept;
        this.descriptors = new PackedDescriptors(this, place.descriptors());
        this.events = new PackedEvents(place, features.eventIdx());
        this.isLogged = place.usedLogAddress() != RingPlace.NOT_LOGGED;
        this.inflight = inflight == null ? null : new PackedInflight(inflight, size);
        this.inOrder = features.inOrder() && inflight == null;
        this.notes = new PackedNotes(size, inflight != null);
        // Nothing is in flight when a queue starts, so that both halves mean the same.
        startAt((base & ~PackedLayout.WRAP & 0xffff) % size, (base & PackedLayout.WRAP) != 0);
    }

    private void startAt(int position, boolean wrap) {
        publishAt = position;
        publishWrap = wrap;
        completeAt = position;
        completeWrap = wrap;
        gatherAt = position;
        gatherWrap = wrap;
        toldAt = position;
        toldWrap = wrap;
        callDue = position != 0 || !wrap;
        slotsTaken = 0;
    }

    @Override
    public void begin() {
        if (!begun && inflight != null) {
            if (inflight.isUsed()) {
                recover(inflight);
            } else {
                inflight.clear(completeAt, completeWrap);
            }
        }
        if (!begun && kept != null) {
            int place = kept.goOn(descriptors, size, PackedNotes.place(publishAt, publishWrap));
            startAt(PackedNotes.slot(place), PackedNotes.wrap(place));
        }
        begun = true;
        kicksOff();
    }

    /** Goes on where an earlier backend was killed: the frontend does not know where that is. */
    private void recover(PackedInflight notes) {
        boolean seen = descriptors.endBatch(notes);
        int slotsInFlight = notes.recover(seen);
        int place = notes.place();
        startAt(place & PackedLayout.WRAP - 1, (place & PackedLayout.WRAP) != 0);
        advanceGather(slotsInFlight);
    }

    @Override
    public boolean isResumed() {
        return completeAt != 0 || !completeWrap;
    }

    /** {@inheritDoc} Bits 0-14 and 16-30: the position; 15 and 31: its wrap counter. */
    @Override
    public int base() {
        int half = completeAt | (completeWrap ? PackedLayout.WRAP : 0);
        return half << 16 | half;
    }

    static boolean isAvailable(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used != wrap;
    }

    @Override
    public int gather(Chains to, int max) {
        to.dropUntaken();
        int gathered = 0;
        if (inflight != null) {
            for (; gathered < max && inflight.hasAgain() && to.hasRoom(); gathered++) {
                descriptors.readAgain(inflight, inflight.peekAgain(), to);
                inflight.tookAgain();
                to.take();
            }
            if (inflight.hasAgain()) {
                return gathered;
            }
        }
        return gathered + gatherNew(to, max - gathered, gathered > 0);
    }

    /** @param forgives whether there are some before, so that the rule that the first breaks is for the next call */
    private int gatherNew(Chains to, int max, boolean forgives) {
        int at = gatherAt;
        boolean wrap = gatherWrap;
        int slots = slotsTaken;
        int gathered = 0;
        try {
            while (gathered < max && to.hasRoom() && slots < size) {
                long rest = RawMemory.getLongAcquire(descriptors.restAt(at));
                if (!isAvailable(rest, wrap)) {
                    break;
                }
                int slotsRead = descriptors.read(at, rest, size - slots, to);
                if (inflight != null) {
                    descriptors.note(inflight, at, to);
                    advanceGather(slotsRead);
                    to.take(); // what is noted is taken, whatever comes next
                }
                slots += slotsRead;
                at += slotsRead;
                if (at >= size) {
                    at -= size;
                    wrap = !wrap;
                }
                gathered++;
            }
        } catch (RingException e) {
            if (gathered == 0 && !forgives) {
                throw e;
            }
        }
        gatherAt = at;
        gatherWrap = wrap;
        slotsTaken = slots;
        to.take();
        return gathered;
    }

    private void advanceGather(int slotsRead) {
        slotsTaken += slotsRead;
        gatherAt += slotsRead;
        if (gatherAt >= size) {
            gatherAt -= size;
            gatherWrap = !gatherWrap;
        }
    }

    @Override
    public boolean hasMore() {
        return (inflight != null && inflight.hasAgain())
                || (slotsTaken < size
                        && isAvailable(RawMemory.getLongAcquire(descriptors.restAt(gatherAt)), gatherWrap));
    }

    @Override
    public boolean hasNews() {
        return hasMore();
    }

    @Override
    public int seenWaiting() {
        return hasMore() ? 1 : 0;
    }

    @Override
    public int peekWaiting() {
        return seenWaiting();
    }

    @Override
    public void rewind() {
        gatherAt = completeAt;
        gatherWrap = completeWrap;
        slotsTaken = slotsCompleted;
    }

    @Override
    public void note(int k, int id, int slots, int written) {
        int place = k == 0 ? PackedNotes.place(completeAt, completeWrap) : notes.placeAfter(completed + k - 1);
        notes.put(completed + k, place, id, slots, written);
    }

    @Override
    public void complete(int n) {
        if (n == 0) {
            return;
        }
        int after = notes.placeAfter(completed + n - 1);
        int at = PackedNotes.slot(after);
        boolean wrap = PackedNotes.wrap(after);
        int by = at - completeAt + (wrap == completeWrap ? 0 : size);
        completed += n;
        givenBack += n;
        slotsCompleted += by;
        completeAt = at;
        completeWrap = wrap;
    }

    @Override
    public boolean isUnpublished() {
        return completed > 0 || toldAt != publishAt || toldWrap != publishWrap || callDue;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The driver looks at the first of them first; so that one is written last, and all of them at once. What a call
     * has written that was cut short afterwards is not written again: the driver may have used its places anew.
     */
    @Override
    public boolean publish() {
        if (attempted > 0 && !isAvailable(RawMemory.getLong(descriptors.restAt(publishAt)), publishWrap)) {
            pass(attempted);
        }
        if (!isUnpublished()) {
            return false;
        }
        if (completed > 0) {
            attempted = completed;
            if (inflight != null) {
                beginBatch(inflight);
            }
            write();
        }
        RawMemory.fullFence(); // the guest sets its wish, then looks at the descriptors; we do it the other way round
        return callDue || events.wantsCall(completeAt, completeWrap, toldAt, toldWrap);
    }

    private void beginBatch(PackedInflight places) {
        for (; linked < completed; linked++) { // once only, also if all of it is done again
            places.link(notes.entry(linked));
        }
        places.beginBatch(completeAt, completeWrap);
        RawMemory.fullFence();
    }

    private void write() {
        boolean onlyFirst = inOrder && !notes.wrote;
        int written = onlyFirst ? 1 : completed;
        int forFirst = onlyFirst ? completed - 1 : 0; // its id says how far the driver may go
        if (kept != null) {
            int first = PackedNotes.place(publishAt, publishWrap);
            kept.begin(notes, first, written, forFirst, PackedNotes.place(completeAt, completeWrap));
        }
        for (int k = 1; k < written; k++) {
            int place = notes.placeAfter(k - 1);
            RawMemory.putLong(descriptors.restAt(PackedNotes.slot(place)), notes.word(k, PackedNotes.wrap(place)));
        }
        RawMemory.putLongRelease(descriptors.restAt(publishAt), notes.word(forFirst, publishWrap));
        if (isLogged && memory.isLogged()) {
            log();
        }
    }

    /** After the writes, or a page might be copied before them and not again. */
    private void log() {
        int place = PackedNotes.place(publishAt, publishWrap);
        for (int k = 0; k < completed; k++) {
            memory.markDirty(descriptors.at(PackedNotes.slot(place)), PackedLayout.DESCRIPTOR_BYTES);
            place = notes.placeAfter(k);
        }
    }

    @Override
    public void published() {
        pass(completed);
        toldAt = publishAt;
        toldWrap = publishWrap;
        callDue = false;
    }

    /** The driver has got the next n; what changes, changes at once, as in {@link #complete}. */
    private void pass(int n) {
        if (n == 0) {
            return;
        }
        int first = notes.at(n);
        int after = notes.placeAfter(n - 1);
        int at = PackedNotes.slot(after);
        boolean wrap = PackedNotes.wrap(after);
        int by = at - publishAt + (wrap == publishWrap ? 0 : size);
        if (inflight != null) {
            for (int k = 0; k < n; k++) {
                inflight.gaveBack(notes.entry(k));
            }
            inflight.commit(at, wrap);
            linked -= n;
        }
        if (kept != null) {
            kept.commit(after);
        }
        publishAt = at;
        publishWrap = wrap;
        notes.first = first;
        notes.wrote &= n < completed;
        completed -= n;
        slotsTaken -= by;
        slotsCompleted -= by;
        attempted = 0;
    }

    @Override
    public void kicksOn() {
        events.askForKick(PackedNotes.place(gatherAt, gatherWrap));
    }

    @Override
    public void kicksOff() {
        events.askForNone();
    }
}
