/** One small rule for each cause: pure functions of the windows that were observed. */
@NullMarked
package io.sidecore.collector.diagnosis.rule;

import org.jspecify.annotations.NullMarked;
