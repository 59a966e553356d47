/** What measured numbers allow to say: intervals, warm-up, trends. Seeded, so that the same data give the same answer. */
@NullMarked
package io.sidecore.tuner.statistics;

import org.jspecify.annotations.NullMarked;
