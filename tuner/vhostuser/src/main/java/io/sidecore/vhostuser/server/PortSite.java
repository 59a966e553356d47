package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.port.Port;
import io.sidecore.vhostuser.port.Switch;
import io.sidecore.vhostuser.worker.Crew;

/**
 * What a port's connections need of the backend around them.
 *
 * @param port the port
 * @param fabric the switch that it is part of
 * @param crew who will serve its queues
 * @param counters where its queues are counted
 */
record PortSite(Port port, Switch fabric, Crew crew, CounterFileWriter counters) {}
