/** The threads that run guests, and how they are told what to do. */
@NullMarked
package io.sidecore.guests.vcpu;

import org.jspecify.annotations.NullMarked;
