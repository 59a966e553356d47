/** Which arm was better, by how much, and whether that is more than noise. */
@NullMarked
package io.sidecore.tuner.trial.compare;

import org.jspecify.annotations.NullMarked;
