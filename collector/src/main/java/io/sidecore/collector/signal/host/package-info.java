/**
 * What two samples of a host imply: how each worker spent its time, and how virtqueues, guests, CPUs and cgroups fared.
 * Pure functions of raw samples; what a sample lacks stays absent.
 */
@NullMarked
package io.sidecore.collector.signal.host;

import org.jspecify.annotations.NullMarked;
