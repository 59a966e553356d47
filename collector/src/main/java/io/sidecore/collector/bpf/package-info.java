/** libbpf: the library, objects that it loads, and the memory that BPF programs and we share. */
@NullMarked
package io.sidecore.collector.bpf;

import org.jspecify.annotations.NullMarked;
