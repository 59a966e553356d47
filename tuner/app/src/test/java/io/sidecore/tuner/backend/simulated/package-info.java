/** Tests of the simulated backend. */
@NullMarked
package io.sidecore.tuner.backend.simulated;

import org.jspecify.annotations.NullMarked;
