/** QEMU, as its command line and its monitor (QMP) describe it. Only questions that change nothing are asked. */
@NullMarked
package io.sidecore.collector.qmp;

import org.jspecify.annotations.NullMarked;
