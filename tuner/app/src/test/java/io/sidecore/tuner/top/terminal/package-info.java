@NullMarked
package io.sidecore.tuner.top.terminal;

import org.jspecify.annotations.NullMarked;
