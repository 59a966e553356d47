/** The control socket of the backend: one JSON object per line, both ways. */
@NullMarked
package io.sidecore.vhostuser.control;

import org.jspecify.annotations.NullMarked;
