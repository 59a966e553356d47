/** The BPF programs as data: what each one counts, where it attaches, and what bounds it. */
@NullMarked
package io.sidecore.probes;

import org.jspecify.annotations.NullMarked;
