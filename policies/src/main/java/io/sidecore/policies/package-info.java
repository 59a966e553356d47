/** Pure decisions: an observation and a placement in, a decision with its reason out. */
@NullMarked
package io.sidecore.policies;

import org.jspecify.annotations.NullMarked;
