package io.sidecore.vhostuser.port;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port of the switch: what a guest's device, or an uplink, is connected to. It outlives connections. What is sent here
 * while its guest is away waits in staging, as in the queue of a tap, in case the guest comes back and goes on.
 */
public final class Port {

    private static final @Nullable Receiver[] NOBODY = {};

    private final String name;
    private final int index;
    private final Vlans vlans;
    private final Steering steering = new Steering();

    /** By queue pair; replaced as a whole. A pair that was never served has none. */
    private volatile @Nullable Receiver[] receivers = NOBODY;

    /** By queue pair, made when it is first needed. */
    private final List<Staging> stagings = new ArrayList<>();

    /** By virtqueue, made when it is first needed. */
    private final List<PlaceFile> places = new ArrayList<>();

    private final @Nullable Path stagingDirectory;

    /** @param stagingDirectory where frames that wait are kept, so that they outlive the process; null for nowhere */
    Port(String name, int index, Vlans vlans, @Nullable Path stagingDirectory) {
        this.name = name;
        this.index = index;
        this.vlans = vlans;
        this.stagingDirectory = stagingDirectory;
    }

    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    Vlans vlans() {
        return vlans;
    }

    /** Where frames for a queue pair wait. */
    synchronized Staging staging(int pair) {
        while (stagings.size() <= pair) {
            stagings.add(
                    stagingDirectory == null
                            ? Staging.inMemory()
                            : Staging.in(file(stagingDirectory, stagings.size())));
        }
        return stagings.get(pair);
    }

    /** Where is noted how far a virtqueue is served that does not say so itself; null if nothing outlives the process. */
    public synchronized @Nullable PlaceFile place(int queue) {
        Path directory = stagingDirectory;
        if (directory == null) {
            return null;
        }
        while (places.size() <= queue) {
            places.add(new PlaceFile(directory.resolve(name + "-" + places.size() + ".place")));
        }
        return places.get(queue);
    }

    /** Frames that were dropped since there was no room for more to wait, and that no queue has counted yet. */
    public synchronized long uncountedDrops() {
        return stagings.stream().mapToLong(Staging::dropped).sum();
    }

    /** Where a frame for this port goes; null if no guest has received here yet. */
    @Nullable
    Receiver receiver(Frame frame) {
        @Nullable Receiver[] all = receivers;
        if (all.length <= 1) {
            return all.length == 0 ? null : all[0];
        }
        Receiver steered = all[steering.pairFor(frame, all.length)];
        return steered == null ? all[0] : steered;
    }

    /** Where frames for one queue pair go; null if no guest has received there yet. */
    @Nullable
    Receiver receiverOf(int pair) {
        @Nullable Receiver[] all = receivers;
        return pair < all.length ? all[pair] : null;
    }

    /** Whether it has several receivers, so that frames of one run may go to different ones. */
    boolean isSteered() {
        return receivers.length > 1;
    }

    Steering steering() {
        return steering;
    }

    /** Lets frames in at a queue pair; until another takes its place, also while nobody serves it. */
    public synchronized void setReceiver(int pair, Receiver receiver) {
        @Nullable Receiver[] all = Arrays.copyOf(receivers, Math.max(receivers.length, pair + 1));
        all[pair] = receiver;
        receivers = all;
    }

    /** Lets no more frames in at a queue pair beyond the first: the guest does not use it any more. */
    public synchronized void removeReceiver(int pair) {
        @Nullable Receiver[] all = receivers.clone();
        if (pair > 0 && pair < all.length) {
            all[pair] = null;
            int used = all.length;
            while (used > 0 && all[used - 1] == null) {
                used--;
            }
            receivers = Arrays.copyOf(all, used);
        }
    }

    /** Lets frames in at no other queue pairs than these and the first: a new guest has what the last one had only there. */
    public synchronized void keepReceivers(BitSet pairs) {
        for (int pair = receivers.length - 1; pair > 0; pair--) {
            if (!pairs.get(pair)) {
                removeReceiver(pair);
            }
        }
    }

    /** Only when no worker can still use it. A file stays only if frames wait in it, or a ring that goes on. */
    void close() {
        places.forEach(PlaceFile::close);
        places.clear();
        for (int pair = 0; pair < stagings.size(); pair++) {
            boolean empty = stagings.get(pair).isEmpty();
            stagings.get(pair).close();
            if (empty && stagingDirectory != null) {
                file(stagingDirectory, pair).toFile().delete();
            }
        }
        stagings.clear();
    }

    private Path file(Path directory, int pair) {
        return directory.resolve(name + "-" + pair);
    }
}
