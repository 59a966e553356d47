@NullMarked
package io.sidecore.tuner.trial.result;

import org.jspecify.annotations.NullMarked;
