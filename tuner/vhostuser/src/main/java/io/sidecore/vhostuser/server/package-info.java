/** The vhost-user server: one connection per port, from handshake to running queues. */
@NullMarked
package io.sidecore.vhostuser.server;

import org.jspecify.annotations.NullMarked;
