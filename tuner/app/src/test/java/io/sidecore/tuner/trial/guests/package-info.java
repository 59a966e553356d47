@NullMarked
package io.sidecore.tuner.trial.guests;

import org.jspecify.annotations.NullMarked;
