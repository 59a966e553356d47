@NullMarked
package io.sidecore.tuner.trial;

import org.jspecify.annotations.NullMarked;
