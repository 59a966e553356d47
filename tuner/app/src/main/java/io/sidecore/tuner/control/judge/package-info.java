/** Whether a change helped: statistics on the utility of the windows before and after it. */
@NullMarked
package io.sidecore.tuner.control.judge;

import org.jspecify.annotations.NullMarked;
