/** The automatic load balance of Open vSwitch's polling threads. */
@NullMarked
package io.sidecore.policies.peers.ovs;

import org.jspecify.annotations.NullMarked;
