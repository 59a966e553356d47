@NullMarked
package io.sidecore.tuner.trial.progress;

import org.jspecify.annotations.NullMarked;
