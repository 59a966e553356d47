/**
 * A host that exists in memory only, event by event: vCPUs, workers, virtqueues, NICs and the kernel's scheduler, with a
 * price for each step. Deterministic by its seed.
 */
@NullMarked
package io.sidecore.tuner.simulator;

import org.jspecify.annotations.NullMarked;
