/** Raw monotonic counters with the time they were read, and where they come from. */
@NullMarked
package io.sidecore.collector.sample;

import org.jspecify.annotations.NullMarked;
