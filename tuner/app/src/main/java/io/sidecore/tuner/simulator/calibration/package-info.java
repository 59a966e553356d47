/** Fits the costs of a simulation to a recording of the embedded backend, and tells how well they agree. */
@NullMarked
package io.sidecore.tuner.simulator.calibration;

import org.jspecify.annotations.NullMarked;
