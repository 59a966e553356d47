/** The backend that exists in memory only: a simulation, steered like any other backend. */
@NullMarked
package io.sidecore.tuner.backend.simulated;

import org.jspecify.annotations.NullMarked;
