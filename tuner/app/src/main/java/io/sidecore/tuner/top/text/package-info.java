/** Text for terminals: tables, and names that a terminal must not obey. */
@NullMarked
package io.sidecore.tuner.top.text;

import org.jspecify.annotations.NullMarked;
