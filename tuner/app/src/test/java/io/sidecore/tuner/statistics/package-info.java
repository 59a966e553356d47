@NullMarked
package io.sidecore.tuner.statistics;

import org.jspecify.annotations.NullMarked;
