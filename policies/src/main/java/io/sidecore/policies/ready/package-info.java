/** From a policy's document to the policy at work. */
@NullMarked
package io.sidecore.policies.ready;

import org.jspecify.annotations.NullMarked;
