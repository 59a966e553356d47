/** The dynamic scheduler of SPDK. */
@NullMarked
package io.sidecore.policies.peers.spdk;

import org.jspecify.annotations.NullMarked;
