/** What observing costs: run by {@code ./verify bench}, not a test. */
@NullMarked
package io.sidecore.collector.bench;

import org.jspecify.annotations.NullMarked;
