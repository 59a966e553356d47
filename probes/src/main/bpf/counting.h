/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What several probes count in the same way. Included after libbpf's headers. */
#ifndef SIDECORE_COUNTING_H
#define SIDECORE_COUNTING_H

/* Slots of a histogram by powers of two of nanoseconds; the last one has all from 2.1 s on. */
#define LOG2_SLOTS 32

/*
 * Before and after a record is written: its seq is odd meanwhile, and is seen to change before and
 * after whatever lies between. x86 keeps the order of stores, so that only the compiler has to be
 * told; elsewhere an atomic instruction keeps it as well.
 */
static __always_inline void step(__u64 *seq)
{
#ifdef __TARGET_ARCH_x86
	barrier();
	(*(volatile __u64 *)seq)++;
	barrier();
#else
	__sync_fetch_and_add(seq, 1);
#endif
}

/* Without a loop, which the verifier would unroll. */
static __always_inline __u32 log2_slot(__u64 ns)
{
	__u32 rest = ns, slot, shift;

	if (ns >> LOG2_SLOTS)
		return LOG2_SLOTS - 1;
	slot = (rest > 0xffff) << 4;
	rest >>= slot;
	shift = (rest > 0xff) << 3;
	rest >>= shift;
	slot |= shift;
	shift = (rest > 0xf) << 2;
	rest >>= shift;
	slot |= shift;
	shift = (rest > 0x3) << 1;
	rest >>= shift;
	slot |= shift;
	return slot | (rest >> 1);
}

#endif
