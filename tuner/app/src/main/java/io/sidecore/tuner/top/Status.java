package io.sidecore.tuner.top;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known about the watching itself.
 *
 * @param recording what is replayed; absent: this host is watched
 * @param ownCpu CPUs that this program uses, 1.0 is one all the time; absent if not known yet, or in a replay
 * @param lost samples that were not taken in time, or that the recording lacks
 * @param ended whether there are no more samples
 */
public record Status(Optional<String> recording, OptionalDouble ownCpu, long lost, boolean ended) {}
