/** The backend against clients that others wrote: DPDK, and QEMU with Linux. Each is skipped where it is not installed. */
@NullMarked
package io.sidecore.vhostuser.clients;

import org.jspecify.annotations.NullMarked;
