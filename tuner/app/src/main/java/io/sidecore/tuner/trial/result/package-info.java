/** What a trial found: plain records that the report reads and that are written as JSON. Units are in their names. */
@NullMarked
package io.sidecore.tuner.trial.result;

import org.jspecify.annotations.NullMarked;
