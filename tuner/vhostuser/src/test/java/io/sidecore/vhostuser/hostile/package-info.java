/** What guests and frontends may do to the backend, and that others do not notice. */
@NullMarked
package io.sidecore.vhostuser.hostile;

import org.jspecify.annotations.NullMarked;
