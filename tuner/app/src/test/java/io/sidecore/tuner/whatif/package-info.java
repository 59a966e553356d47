@NullMarked
package io.sidecore.tuner.whatif;

import org.jspecify.annotations.NullMarked;
