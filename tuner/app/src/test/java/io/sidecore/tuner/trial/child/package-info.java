@NullMarked
package io.sidecore.tuner.trial.child;

import org.jspecify.annotations.NullMarked;
