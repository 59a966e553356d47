/** The vhost-user protocol: messages, their payloads, and the socket that carries them with file descriptors. */
@NullMarked
package io.sidecore.vhostuser.protocol;

import org.jspecify.annotations.NullMarked;
