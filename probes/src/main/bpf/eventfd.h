/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What eventfd.bpf.c counts, in memory that user space maps. EventfdCounts.java is the twin. */
#ifndef SIDECORE_EVENTFD_H
#define SIDECORE_EVENTFD_H

/*
 * 10 000 virtqueues with a kick and a call each would need 20 000; one host rarely has more than
 * 2048 queues (CounterFile.QUEUE_SLOTS). Ids count up from 0 over the whole host, so neighbours
 * rarely meet. 128 KiB.
 */
#define EVENTFD_PLACES 8192

/* How far from its own place an id may be counted; beyond that its signals go to `dropped`. */
#define EVENTFD_PROBES 8

struct eventfd_count {
	__u64 key;     /* eventfd-id of /proc/PID/fdinfo/FD, plus 1; 0: free */
	__u64 signals; /* by the kernel: kicks through ioeventfd, calls of vhost. No write(2) */
};

struct eventfd_state {
	struct eventfd_count places[EVENTFD_PLACES];
	__u64 total;
	__u64 dropped;
};

_Static_assert(sizeof(struct eventfd_count) == 16, "EventfdCounts.java reads this");
_Static_assert((EVENTFD_PLACES & (EVENTFD_PLACES - 1)) == 0, "places are found with a mask");

#endif
