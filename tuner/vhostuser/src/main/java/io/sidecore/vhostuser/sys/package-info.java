/** System calls, raw memory, and one owner per descriptor and mapping. */
@NullMarked
package io.sidecore.vhostuser.sys;

import org.jspecify.annotations.NullMarked;
