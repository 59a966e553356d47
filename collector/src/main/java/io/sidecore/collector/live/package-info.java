/** Live samples: chooses the best sources that this host allows, and says which and why. */
@NullMarked
package io.sidecore.collector.live;

import org.jspecify.annotations.NullMarked;
