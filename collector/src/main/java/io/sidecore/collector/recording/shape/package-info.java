/** Which cells a row of each kind has: the records of samples and inventory as rows, and back. */
@NullMarked
package io.sidecore.collector.recording.shape;

import org.jspecify.annotations.NullMarked;
