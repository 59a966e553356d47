/** What the backend's data path does, beside DPDK's: {@code ./verify bench backend}. */
@NullMarked
package io.sidecore.vhostuser.bench;

import org.jspecify.annotations.NullMarked;
