/** Diagnosis: from windows of a host to findings, the most harmful first. Pure. */
@NullMarked
package io.sidecore.collector.diagnosis;

import org.jspecify.annotations.NullMarked;
