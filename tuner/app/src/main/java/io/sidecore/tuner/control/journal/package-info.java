/** What the loop did and why: written before it acts, read back after a crash and for the report. */
@NullMarked
package io.sidecore.tuner.control.journal;

import org.jspecify.annotations.NullMarked;
