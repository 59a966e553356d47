@NullMarked
package io.sidecore.tuner.record;

import org.jspecify.annotations.NullMarked;
