/** Policies and fixed settings, compared on simulated hosts. */
@NullMarked
package io.sidecore.tuner.study;

import org.jspecify.annotations.NullMarked;
