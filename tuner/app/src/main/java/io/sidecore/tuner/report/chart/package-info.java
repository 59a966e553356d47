/** The pictures of the report, each drawn from a trial's result into a document. */
@NullMarked
package io.sidecore.tuner.report.chart;

import org.jspecify.annotations.NullMarked;
