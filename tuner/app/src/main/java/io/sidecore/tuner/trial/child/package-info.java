/**
 * The processes that a trial starts, and that nothing of them stays behind.
 *
 * <p>A child is stopped by SIGTERM, and by SIGKILL if it does not heed that. Ctrl-C and SIGTERM of the trial stop every
 * child through {@link io.sidecore.tuner.trial.child.RunScope}. Only SIGKILL leaves the trial no time: against that each
 * child's standard input is a pipe from the trial that nobody writes to, and a child that is started with
 * {@code --exit-on-stdin-eof} ends when it closes.
 */
@NullMarked
package io.sidecore.tuner.trial.child;

import org.jspecify.annotations.NullMarked;
