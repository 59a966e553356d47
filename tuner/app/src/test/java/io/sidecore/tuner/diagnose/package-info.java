@NullMarked
package io.sidecore.tuner.diagnose;

import org.jspecify.annotations.NullMarked;
