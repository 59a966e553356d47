@NullMarked
package io.sidecore.tuner.top;

import org.jspecify.annotations.NullMarked;
