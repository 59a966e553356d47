/** Ports of the switch: their transmit and receive queues, and the way of a frame between them. */
@NullMarked
package io.sidecore.vhostuser.port;

import org.jspecify.annotations.NullMarked;
