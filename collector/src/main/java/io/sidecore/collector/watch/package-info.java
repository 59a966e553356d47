/**
 * A whole host, watched live: what discovery finds, what the probes count and what workers count of themselves, joined to
 * samples.
 */
@NullMarked
package io.sidecore.collector.watch;

import org.jspecify.annotations.NullMarked;
