/** The probes of the catalogue, loaded and read: which attach points the kernel took, and what was counted. */
@NullMarked
package io.sidecore.collector.probe;

import org.jspecify.annotations.NullMarked;
