/** The control socket of the embedded backend: JSON lines over a UNIX stream socket. */
@NullMarked
package io.sidecore.vhostuser.control;

import org.jspecify.annotations.NullMarked;
