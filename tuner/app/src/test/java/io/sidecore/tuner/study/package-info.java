/** Tests of comparisons on simulated hosts. */
@NullMarked
package io.sidecore.tuner.study;

import org.jspecify.annotations.NullMarked;
