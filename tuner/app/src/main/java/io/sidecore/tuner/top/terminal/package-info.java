/** A terminal whose whole screen is used, and its keys. */
@NullMarked
package io.sidecore.tuner.top.terminal;

import org.jspecify.annotations.NullMarked;
