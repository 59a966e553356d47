/** The nouns of a diagnosis: what was found, about whom, on what evidence, how sure, and what to do. */
@NullMarked
package io.sidecore.collector.diagnosis.finding;

import org.jspecify.annotations.NullMarked;
