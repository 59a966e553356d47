/** What the load guests print, one JSON object per line. */
@NullMarked
package io.sidecore.tuner.trial.guests;

import org.jspecify.annotations.NullMarked;
