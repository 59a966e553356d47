/** What the tests of the backend share: frontends that can say anything, well-behaved ones, and a look at leaks. */
@NullMarked
package io.sidecore.vhostuser.rig;

import org.jspecify.annotations.NullMarked;
