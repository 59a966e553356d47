/** Guests and frontends as a fuzzer plays them. */
@NullMarked
package io.sidecore.vhostuser.fuzz;

import org.jspecify.annotations.NullMarked;
