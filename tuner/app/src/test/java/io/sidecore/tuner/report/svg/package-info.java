@NullMarked
package io.sidecore.tuner.report.svg;

import org.jspecify.annotations.NullMarked;
