/** The things on a host that Sidecore names: workers, virtqueues, CPUs. */
@NullMarked
package io.sidecore.collector.inventory;

import org.jspecify.annotations.NullMarked;
