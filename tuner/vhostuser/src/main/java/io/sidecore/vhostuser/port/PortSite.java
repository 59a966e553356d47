package io.sidecore.vhostuser.port;

/**
 * A port and where its guest's frames go.
 *
 * @param port the port
 * @param fabric the switch that it is part of, or stands beside
 * @param outlet where frames go that come in here
 */
public record PortSite(Port port, Switch fabric, Outlet outlet) {}
