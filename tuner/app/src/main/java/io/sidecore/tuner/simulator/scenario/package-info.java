/** What is simulated: a host, its guests with their loads, and what happens to them, as a file says. */
@NullMarked
package io.sidecore.tuner.simulator.scenario;

import org.jspecify.annotations.NullMarked;
