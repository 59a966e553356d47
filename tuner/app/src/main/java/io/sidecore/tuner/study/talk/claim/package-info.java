/** What the talk claims, each as a rule over measured curves. */
@NullMarked
package io.sidecore.tuner.study.talk.claim;

import org.jspecify.annotations.NullMarked;
