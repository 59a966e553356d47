/** Worker threads, what they serve, and the crew that shares virtqueues out among them. */
@NullMarked
package io.sidecore.vhostuser.worker;

import org.jspecify.annotations.NullMarked;
