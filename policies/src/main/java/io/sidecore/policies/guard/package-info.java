/** Wrappers that give a pure policy a memory, so that it neither flaps nor insists. */
@NullMarked
package io.sidecore.policies.guard;

import org.jspecify.annotations.NullMarked;
