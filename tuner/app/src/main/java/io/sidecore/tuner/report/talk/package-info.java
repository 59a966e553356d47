/** The talk's claims and curves as text, HTML and JSON. */
@NullMarked
package io.sidecore.tuner.report.talk;

import org.jspecify.annotations.NullMarked;
