@NullMarked
package io.sidecore.tuner.trial.compare;

import org.jspecify.annotations.NullMarked;
