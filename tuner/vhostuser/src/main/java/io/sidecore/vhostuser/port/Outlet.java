package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.worker.Worker;

/** Where the frames go that a port's guest transmits. */
public interface Outlet {

    /** Carries on every frame of the burst that is not done, and completes it. */
    void send(Burst burst, Sender sender, Worker worker);
}
