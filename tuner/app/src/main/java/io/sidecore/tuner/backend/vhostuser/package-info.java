/** The embedded backend, over its control socket. */
@NullMarked
package io.sidecore.tuner.backend.vhostuser;

import org.jspecify.annotations.NullMarked;
