/** The program that is asked: started without a shell, given little, bounded in time and output. */
@NullMarked
package io.sidecore.tuner.control.veto.script;

import org.jspecify.annotations.NullMarked;
