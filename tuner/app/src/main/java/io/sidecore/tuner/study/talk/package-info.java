/** The test beds of the talk "Vhost: Sharing is better" (KVM Forum 2015), rebuilt in the simulator and measured. */
@NullMarked
package io.sidecore.tuner.study.talk;

import org.jspecify.annotations.NullMarked;
