/** The command line: parses arguments, wires the parts by hand, prints results and one-line errors. */
@NullMarked
package io.sidecore.tuner.cli;

import org.jspecify.annotations.NullMarked;
