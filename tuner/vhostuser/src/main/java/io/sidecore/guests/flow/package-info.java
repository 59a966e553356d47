/** The two ends of a flow while it runs: what they send, what they check, and what they count. */
@NullMarked
package io.sidecore.guests.flow;

import org.jspecify.annotations.NullMarked;
