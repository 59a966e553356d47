/** What is said about a run: lines of JSON or text. */
@NullMarked
package io.sidecore.guests.report;

import org.jspecify.annotations.NullMarked;
