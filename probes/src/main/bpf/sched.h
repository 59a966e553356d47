/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What sched.bpf.c counts for each watched thread, in memory that user space maps: reading it
 * costs no system call. User space owns the watch table and the fields marked (user); BPF writes
 * the rest. SchedLayout.java is the twin; a test compares the two.
 */
#ifndef SIDECORE_SCHED_H
#define SIDECORE_SCHED_H

/* The 128 workers that one host is designed for, and the vCPU threads of its guests. */
#define SCHED_THREADS 1024

/*
 * Open addressing by the low bits of the tid. 16 times as many places as threads: an unwatched
 * thread nearly always finds its place free, which ends the search. 128 KiB, of which a host
 * touches only the lines that its own tids fall on.
 */
#define SCHED_PLACES 16384

/* A tid is stored at most this many places after its own; user space refuses to go further. */
#define SCHED_PROBES 8

/* Wait for a CPU, log2 ns: slot i counts [2^i, 2^(i+1)), the last one all from 2.1 s on. */
#define SCHED_SLOTS 32

/*
 * Threads that a thread is known to have waited for. One more, and the one charged least makes
 * room: what was charged to it goes to others_ns, so that the sum stays exact. One cache line of
 * them is searched in some 5 ns.
 */
#define SCHED_INTERFERERS 8

/* What took the CPU was the idle thread: nobody wanted it, and yet the thread may not run. */
#define SCHED_IDLE 0xffffffffffffffffULL

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
	__u64 tid;	     /* (user) */
	__u64 missed;	     /* of the slices, those of which the kernel told only the end */
	__u32 cpu;	     /* where it ran last, plus 1; 0: not known */
	__u32 wait_cpu;	     /* where its wait began, plus 1; 0: not known */
	__u64 migrations;    /* times that it was given another CPU than the one before */
	__u64 softirq_since; /* 0: no softirq runs on top of it */
	__u64 run_delay_slots[SCHED_SLOTS];
	__u64 softirq_ns; /* of run_ns: softirqs that ran on top of it */
	__u64 softirqs;
	/* Whom the waits in run_delay_ns are charged to; idle_ns, others_ns and ns[] add up to it.
	 */
	__u64 idle_ns;	 /* the CPU was idle: it woke up, or the thread was throttled */
	__u64 others_ns; /* nobody knows whom, or they found no room */
	__u64 taker;	 /* who took the CPU when it was preempted; 0: it was not */
	__u64 taker_comm[2];
	__u64 unused;		      /* whole cache lines: two workers on two CPUs share none */
	__u64 who[SCHED_INTERFERERS]; /* tid | tgid << 32; 0: free */
	__u64 ns[SCHED_INTERFERERS];
	__u64 comm[SCHED_INTERFERERS][2]; /* 16 characters */
};

struct sched_state {
	__u64 places[SCHED_PLACES]; /* (user) 0: free; else tid | thread index << 32 */
	struct sched_thread threads[SCHED_THREADS] __attribute__((aligned(64)));
};

_Static_assert(sizeof(struct sched_thread) == 8 * (24 + SCHED_SLOTS + 4 * SCHED_INTERFERERS),
	       "SchedLayout.java reads this");
_Static_assert(sizeof(struct sched_thread) % 64 == 0, "a thread's record is whole cache lines");
_Static_assert((SCHED_SLOTS & (SCHED_SLOTS - 1)) == 0, "slots are checked with a mask");
_Static_assert((SCHED_PLACES & (SCHED_PLACES - 1)) == 0, "places are found with a mask");
_Static_assert((SCHED_INTERFERERS & (SCHED_INTERFERERS - 1)) == 0, "checked with a mask");
_Static_assert((SCHED_THREADS & (SCHED_THREADS - 1)) == 0, "the index is checked with a mask");

#endif
