/** One reader for each kernel file, with the root of the file system injected. */
@NullMarked
package io.sidecore.collector.proc;

import org.jspecify.annotations.NullMarked;
