@NullMarked
package io.sidecore.tuner.simulator;

import org.jspecify.annotations.NullMarked;
