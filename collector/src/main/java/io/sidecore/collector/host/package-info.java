/**
 * Raw monotonic counters of a whole host, as read at one time: what a recording keeps. Nothing here is derived, and what
 * could not be read is absent, never 0.
 */
@NullMarked
package io.sidecore.collector.host;

import org.jspecify.annotations.NullMarked;
