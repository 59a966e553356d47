/** Virtqueues: layout, the device's side of a split ring, and the walk of a descriptor chain. */
@NullMarked
package io.sidecore.vhostuser.ring;

import org.jspecify.annotations.NullMarked;
