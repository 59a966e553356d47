/** The live parts of a trial's arms: the embedded backend and load guests as child processes, and the control loop. */
@NullMarked
package io.sidecore.tuner.trial.live;

import org.jspecify.annotations.NullMarked;
