/** What decisions are worth, and what they cost: {@code ./verify bench decide}. */
@NullMarked
package io.sidecore.tuner.bench;

import org.jspecify.annotations.NullMarked;
