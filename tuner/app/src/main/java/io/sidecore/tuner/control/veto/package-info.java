/** Asking an operator's program whether a change may be made. */
@NullMarked
package io.sidecore.tuner.control.veto;

import org.jspecify.annotations.NullMarked;
