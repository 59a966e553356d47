package io.sidecore.vhostuser.worker;

/** All that a worker works with; for its own thread only, but where a part says otherwise. */
record Desk(
        Moments moments,
        Faults faults,
        Grip grip,
        Visits visits,
        Polling polling,
        Sleeper sleeper,
        Roster roster,
        Mailbox commands) {}
