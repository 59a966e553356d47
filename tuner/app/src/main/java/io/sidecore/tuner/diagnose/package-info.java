/** Watching a host for a while, to diagnose it. */
@NullMarked
package io.sidecore.tuner.diagnose;

import org.jspecify.annotations.NullMarked;
