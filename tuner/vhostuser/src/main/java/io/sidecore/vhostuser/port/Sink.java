package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.worker.Worker;

/**
 * Takes every frame and forgets it: for measurement. Each is copied out of the guest's memory first, as any real way out
 * of the host does, so that what is measured is worth comparing.
 */
public final class Sink implements Outlet {

    @Override
    public void send(Burst burst, Sender sender, Worker worker) {
        Frame[] frames = burst.frames();
        long to = sender.copies().area();
        int unusable = 0;
        for (int i = burst.first(); i < burst.end(); i++) {
            Frame frame = frames[i];
            if (!frame.isUsable()) {
                burst.requireReadable(i);
                unusable++;
            } else if (frame.address() != 0) {
                RawMemory.copy(frame.address(), to, frame.bytes());
            } else {
                Segments pieces = sender.copies().pieces();
                pieces.clear();
                frame.copyPieces(pieces);
                pieces.copyTo(to);
            }
        }
        if (unusable > 0) {
            sender.drop(QueueCounter.DROPS_MALFORMED, unusable);
        }
        burst.complete(burst.end() - burst.first());
    }
}
