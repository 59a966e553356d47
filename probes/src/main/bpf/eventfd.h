/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What eventfd.bpf.c counts, in memory that user space maps. EventfdCounts.java is the twin. */
#ifndef SIDECORE_EVENTFD_H
#define SIDECORE_EVENTFD_H

/*
 * The kernel gives an eventfd the lowest id that is free, so ids stay below the number of eventfds
 * that were ever open at once: 10 000 virtqueues with a kick and a call each need 20 000, and other
 * programs use some as well.
 */
#define EVENTFD_IDS 65536

/*
 * By id, which is what /proc/PID/fdinfo/FD shows as eventfd-id. A cache line each: ids of
 * neighbours are signalled from different CPUs. 4 MiB, the most that a map's value or array may
 * take before 6.1 is more.
 */
struct eventfd_count {
	__u64 by_workers;   /* by threads of the kernel: calls of vhost */
	__u64 by_processes; /* by the kernel in other threads: kicks of a vCPU. No write(2) */
	__u64 unused[6];
};

struct eventfd_state {
	__u64 dropped; /* signals of eventfds with higher ids */
};

_Static_assert(sizeof(struct eventfd_count) == 64, "EventfdCounts.java reads this");

#endif
