package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.RingFeatures;

/**
 * Where a queue belongs.
 *
 * @param fabric the switch that its frames go through
 * @param port its port there
 * @param device the connection that it is part of
 * @param features what its frontend negotiated
 */
public record Attachment(Switch fabric, Port port, Device device, RingFeatures features) {}
