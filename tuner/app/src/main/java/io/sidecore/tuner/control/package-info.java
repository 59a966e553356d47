/** The loop: observe, judge or decide, journal, act. */
@NullMarked
package io.sidecore.tuner.control;

import org.jspecify.annotations.NullMarked;
