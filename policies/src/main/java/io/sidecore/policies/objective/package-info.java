/** The parts of an objective: classes of guests, their traffic in an observation, and bounds on their delay. */
@NullMarked
package io.sidecore.policies.objective;

import org.jspecify.annotations.NullMarked;
