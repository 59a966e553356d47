/** A placement that a policy wants as a whole, and the single steps that lead there. */
@NullMarked
package io.sidecore.policies.goal;

import org.jspecify.annotations.NullMarked;
