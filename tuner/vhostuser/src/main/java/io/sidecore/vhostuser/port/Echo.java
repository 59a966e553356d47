package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.vhostuser.worker.Worker;

/** Gives each frame back to the guest that sent it, on the same queue pair: for measurement. */
public final class Echo implements Outlet {

    @Override
    public void send(Burst burst, Sender sender, Worker worker) {
        Frame[] frames = burst.frames();
        Receiver receiver = sender.port().receiverOf(sender.pair());
        while (!burst.isDone()) {
            int start = burst.first();
            int end = start;
            while (end < burst.end() && frames[end].isUsable() && receiver != null && receiver.takes(frames[end])) {
                end++;
            }
            if (receiver == null || end == start) {
                burst.requireReadable(start);
                sender.drop(frames[start].isUsable() ? QueueCounter.DROPS_NO_PORT : QueueCounter.DROPS_MALFORMED, 1);
                burst.complete(1);
                continue;
            }
            sender.delivery().give(receiver, burst, end, worker);
        }
    }
}
