/**
 * A small writer of HTML and SVG that can only write well-formed, escaped markup; and axes, and numbers as people read
 * them.
 */
@NullMarked
package io.sidecore.tuner.report.svg;

import org.jspecify.annotations.NullMarked;
