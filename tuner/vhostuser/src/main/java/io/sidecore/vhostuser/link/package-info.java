/** Network interfaces of the host that frames can be read from and written to: taps, and any by packet sockets. */
@NullMarked
package io.sidecore.vhostuser.link;

import org.jspecify.annotations.NullMarked;
