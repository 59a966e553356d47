/**
 * Rows of numbers, and their packed form: what a recording's frames are made of. Knows nothing of what the numbers mean.
 */
@NullMarked
package io.sidecore.collector.recording.rows;

import org.jspecify.annotations.NullMarked;
