@NullMarked
package io.sidecore.tuner.study.talk.claim;

import org.jspecify.annotations.NullMarked;
