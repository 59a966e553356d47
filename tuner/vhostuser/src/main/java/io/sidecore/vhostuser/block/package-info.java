/** Disks for guests: requests of virtio-blk, and the files or block devices that serve them. */
@NullMarked
package io.sidecore.vhostuser.block;

import org.jspecify.annotations.NullMarked;
