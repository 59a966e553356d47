/** A small model of workers on cores, to close the loop in tests. */
@NullMarked
package io.sidecore.tuner.sim;

import org.jspecify.annotations.NullMarked;
