/** libvirt, as the files that it keeps of running guests describe it, or its command line where they may not be read. */
@NullMarked
package io.sidecore.collector.libvirt;

import org.jspecify.annotations.NullMarked;
