/** What this host offers Sidecore, and what it lacks: the lines of {@code sidecore check}. */
@NullMarked
package io.sidecore.collector.support;

import org.jspecify.annotations.NullMarked;
