/** Made-up trials that the tests of several packages share. */
@NullMarked
package io.sidecore.tuner;

import org.jspecify.annotations.NullMarked;
