/** Load guests: virtual machines without a machine, that drive real virtqueues of a vhost-user backend. */
@NullMarked
package io.sidecore.guests;

import org.jspecify.annotations.NullMarked;
