@NullMarked
package io.sidecore.tuner.report;

import org.jspecify.annotations.NullMarked;
