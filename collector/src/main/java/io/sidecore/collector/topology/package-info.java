/** The host's hardware: its CPUs, and where its network cards deliver their interrupts. */
@NullMarked
package io.sidecore.collector.topology;

import org.jspecify.annotations.NullMarked;
