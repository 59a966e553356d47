/** Measurements of the backend beside its peers: programs, no tests. */
@NullMarked
package io.sidecore.vhostuser.bench;

import org.jspecify.annotations.NullMarked;
