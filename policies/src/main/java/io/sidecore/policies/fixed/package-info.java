/** The talk's designs: set once, and held while guests come and go. */
@NullMarked
package io.sidecore.policies.fixed;

import org.jspecify.annotations.NullMarked;
