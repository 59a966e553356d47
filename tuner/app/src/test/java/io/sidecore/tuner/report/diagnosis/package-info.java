@NullMarked
package io.sidecore.tuner.report.diagnosis;

import org.jspecify.annotations.NullMarked;
