/** Shows how far a trial is: one live line on a terminal, one line per phase elsewhere. */
@NullMarked
package io.sidecore.tuner.trial.progress;

import org.jspecify.annotations.NullMarked;
