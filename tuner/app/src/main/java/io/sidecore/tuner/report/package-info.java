/**
 * A trial's result for people and programs: {@link io.sidecore.tuner.report.TextReport} for a terminal,
 * {@link io.sidecore.tuner.report.HtmlReport} with pictures in one file that needs nothing else,
 * {@link io.sidecore.tuner.report.JsonReport} for programs.
 */
@NullMarked
package io.sidecore.tuner.report;

import org.jspecify.annotations.NullMarked;
