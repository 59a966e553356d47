/** The writing side of the shared counter file. */
@NullMarked
package io.sidecore.vhostuser.counters;

import org.jspecify.annotations.NullMarked;
