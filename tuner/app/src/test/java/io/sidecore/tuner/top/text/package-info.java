@NullMarked
package io.sidecore.tuner.top.text;

import org.jspecify.annotations.NullMarked;
