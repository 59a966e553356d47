/** What serves the virtqueues and carries decisions out: the interface that every kind of backend fills. */
@NullMarked
package io.sidecore.tuner.backend;

import org.jspecify.annotations.NullMarked;
