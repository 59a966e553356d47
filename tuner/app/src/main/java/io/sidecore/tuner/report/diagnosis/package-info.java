/** A diagnosis for people and programs: a terminal's text, JSON, and one HTML file. */
@NullMarked
package io.sidecore.tuner.report.diagnosis;

import org.jspecify.annotations.NullMarked;
