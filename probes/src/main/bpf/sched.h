/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What sched.bpf.c counts for each watched thread, in memory that user space maps: reading it
 * costs no system call. User space owns the watch table and the fields marked (user); BPF writes
 * the rest. SchedLayout.java is the twin; a test compares the two.
 */
#ifndef SIDECORE_SCHED_H
#define SIDECORE_SCHED_H

/* Twice the 128 workers that one host is designed for, so that vCPU threads find room as well. */
#define SCHED_THREADS 256

/*
 * Open addressing by the low bits of the tid. 16 times as many places as threads: an unwatched
 * thread nearly always finds its place free, which ends the search. 32 KiB, of which a host
 * touches only the lines that its own tids fall on.
 */
#define SCHED_PLACES 4096

/* A tid is stored at most this many places after its own; user space refuses to go further. */
#define SCHED_PROBES 8

/* Wait for a CPU, log2 ns: slot i counts [2^i, 2^(i+1)), the last one all from 2.1 s on. */
#define SCHED_SLOTS 32

/* A place that was freed, but that a search must pass; no thread has this tid. */
#define SCHED_TOMBSTONE 0xffffffffULL

enum sched_doing {
	SCHED_UNKNOWN = 0, /* the thread was not found: it has ended */
	SCHED_SLEEPING = 1,
	SCHED_RUNNABLE = 2,
	SCHED_RUNNING = 3,
};

struct sched_thread {
	__u64 seq;	      /* odd while BPF writes; 0: nothing happened since it is watched */
	__u64 watched_since;  /* (user) monotonic ns */
	__u64 running_since;  /* 0: not on a CPU, or see doing */
	__u64 runnable_since; /* 0: not waiting for a CPU, or see doing */
	__u64 run_ns;	      /* finished slices; add now - running_since */
	__u64 run_delay_ns;   /* finished waits; add now - runnable_since */
	__u64 slices;	      /* times that it was given a CPU */
	__u64 voluntary;      /* times that it went to sleep */
	__u64 involuntary;    /* times that it was preempted, or yielded */
	enum sched_doing
		doing; /* what the iterator saw; means something only while looked_seq is seq */
	__u32 zero;
	__u64 looked_seq;
	__u64 tid;	 /* (user) */
	__u64 missed;	 /* of the slices, those of which the kernel told only the end */
	__u64 unused[3]; /* whole cache lines: two workers on two CPUs share none */
	__u64 run_delay_slots[SCHED_SLOTS];
};

struct sched_state {
	__u64 places[SCHED_PLACES]; /* (user) 0: free; else tid | thread index << 32 */
	struct sched_thread threads[SCHED_THREADS] __attribute__((aligned(64)));
};

_Static_assert(sizeof(struct sched_thread) == 8 * (16 + SCHED_SLOTS),
	       "SchedLayout.java reads this");
_Static_assert(sizeof(struct sched_thread) % 64 == 0, "a thread's record is whole cache lines");
_Static_assert((SCHED_SLOTS & (SCHED_SLOTS - 1)) == 0, "slots are checked with a mask");
_Static_assert((SCHED_PLACES & (SCHED_PLACES - 1)) == 0, "places are found with a mask");
_Static_assert((SCHED_THREADS & (SCHED_THREADS - 1)) == 0, "the index is checked with a mask");

#endif
