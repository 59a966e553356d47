@NullMarked
package io.sidecore.tuner.report.talk;

import org.jspecify.annotations.NullMarked;
