/** What two samples imply: loads, saturation, interference, queue delay. */
@NullMarked
package io.sidecore.collector.signal;

import org.jspecify.annotations.NullMarked;
