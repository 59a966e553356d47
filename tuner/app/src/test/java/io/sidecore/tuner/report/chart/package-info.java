@NullMarked
package io.sidecore.tuner.report.chart;

import org.jspecify.annotations.NullMarked;
