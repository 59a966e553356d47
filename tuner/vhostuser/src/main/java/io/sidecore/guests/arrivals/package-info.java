/** When frames are due: arrival processes, drawn from a seed. */
@NullMarked
package io.sidecore.guests.arrivals;

import org.jspecify.annotations.NullMarked;
