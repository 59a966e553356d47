/**
 * What a change would do, told from a recording before anybody makes it: the load of workers by adding up, the delay of
 * queues by a queueing model, both with an interval, and later with the error that the prediction turned out to have.
 */
@NullMarked
package io.sidecore.tuner.whatif;

import org.jspecify.annotations.NullMarked;
