/** Open vSwitch with poll-mode threads, as its control socket and its database describe it. Nothing is changed. */
@NullMarked
package io.sidecore.collector.ovs;

import org.jspecify.annotations.NullMarked;
