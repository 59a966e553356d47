/** The counters that the embedded backend keeps in shared memory: layout, meaning, reader. */
@NullMarked
package io.sidecore.collector.counters;

import org.jspecify.annotations.NullMarked;
