@NullMarked
package io.sidecore.tuner.study.talk;

import org.jspecify.annotations.NullMarked;
