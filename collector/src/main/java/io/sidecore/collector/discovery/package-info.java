/** Finds what there is on a hypervisor host: guests, vhost devices, virtqueues, workers, and the hardware below. */
@NullMarked
package io.sidecore.collector.discovery;

import org.jspecify.annotations.NullMarked;
