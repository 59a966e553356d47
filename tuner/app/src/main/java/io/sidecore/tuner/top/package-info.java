/** {@code sidecore top}: workers, virtqueues and guests in a table that follows what happens. */
@NullMarked
package io.sidecore.tuner.top;

import org.jspecify.annotations.NullMarked;
