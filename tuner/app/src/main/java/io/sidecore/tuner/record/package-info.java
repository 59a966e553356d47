/** Keeping a host's samples in a file, and looking at them again. */
@NullMarked
package io.sidecore.tuner.record;

import org.jspecify.annotations.NullMarked;
