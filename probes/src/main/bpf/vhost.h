/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What vhost.bpf.c finds and counts. User space finds the virtqueues by reading the iterator, gives
 * each a number below VHOST_QUEUES, and enters it into the table; the programs count what is in the
 * table. All arrays are mapped by user space: reading a counter costs no system call.
 * VhostLayout.java is the twin; a test compares the two.
 */
#ifndef SIDECORE_VHOST_H
#define SIDECORE_VHOST_H

/* The 10 000 virtqueues that one host is designed for, with room for guests that come and go. */
#define VHOST_QUEUES 16384

/* Open addressing by the address of the work; two works for each virtqueue fill it by half. 1 MiB.
 */
#define VHOST_PLACES 65536
#define VHOST_PLACE_BITS 16

/* A work is at most this many places after its own; user space refuses to go further. */
#define VHOST_PROBES 32

/* Queue delay, log2 ns: slot i counts [2^i, 2^(i+1)), the last one all from 2.1 s on. */
#define VHOST_SLOTS 32

/* vhost-scsi's most queues are 1026; of more than these the iterator does not tell. */
#define VHOST_DEVICE_QUEUES 256

/* Threads whose return from a handler is awaited, by the low bits of the tid; for kretprobes. */
#define VHOST_RETURNS 4096

/* Who has the worker turn to a virtqueue. */
enum vhost_side {
	VHOST_GUEST = 0, /* the guest kicked */
	VHOST_BACKEND =
		1, /* the tap, or whoever is on the other side, has something, or has room */
	VHOST_SIDES = 2,
};

enum vhost_kind {
	VHOST_NET = 0,
	VHOST_VSOCK = 1,
	VHOST_SCSI = 2,
	VHOST_KINDS = 3,
};

/* (user) A work of a virtqueue, and where it is counted. */
struct vhost_place {
	__u64 work;  /* address of its struct vhost_work; 0: free; 1: was freed, search on */
	__u32 queue; /* its number */
	__u16 mask;  /* poll events that queue the work */
	__u16 side;
};

/*
 * Written by whoever kicks, on other CPUs than the worker: a cache line of its own. The worker
 * reads it once a run, and writes what it has served.
 */
struct vhost_kicks {
	__u64 count[VHOST_SIDES];  /* kicks so far; several CPUs may kick at once */
	__u64 since[VHOST_SIDES];  /* monotonic ns of the first kick that is not served yet */
	__u64 served[VHOST_SIDES]; /* kicks so far when the worker turned to it last */
	__u64 unused[2];
};

/* Written by the one worker that serves the virtqueue, except for the fields marked (user). */
struct vhost_runs {
	__u64 seq;	    /* odd while being written; 0: nothing happened */
	__u64 runs;	    /* handler runs that ended */
	__u64 run_ns;	    /* in those, by the clock on the wall, polling included */
	__u64 heads;	    /* descriptor chains that they took: a frame each for tx */
	__u64 limited;	    /* of the runs, how many had to queue themselves again */
	__u64 busy_poll_ns; /* in those, polling for more before they would end */
	__u64 delay_ns;	    /* sum of what is in the slots */
	__u64 missed;	    /* runs of which only the beginning was seen; not in runs */
	__u64 running_since;
	__u64 began[VHOST_SIDES]; /* when the last run for that side began */
	__u64 start_kicks;	  /* the guest's kicks when the run began */
	__u64 start_head;	  /* last_avail_idx when the run began */
	__u64 polling_since;
	__u64 polled_ns;      /* in this run */
	__u64 vq;	      /* (user) address of its struct vhost_virtqueue */
	__u64 closed;	      /* the device was closed: what is counted since is another's */
	__u64 interrupted_at; /* address of a bool that tells whether polling was interrupted */
	__u64 interrupted; /* it was, in this run: the queue is empty though it is queued again */
	__u64 unused[5];
};

struct vhost_delays {
	__u64 slots[VHOST_SLOTS];
};

struct vhost_state {
	struct vhost_place places[VHOST_PLACES]; /* (user) */
	__u64 returns[VHOST_RETURNS];		 /* tid << 32 | queue */
	__u64 strangers; /* kicks and runs of virtqueues that are not in the table (yet) */
	__u32 devices[VHOST_KINDS]; /* (user) device numbers of the character devices; 0: none */
	__u32 unused;
};

/* What the iterator writes for each virtqueue of each open vhost device that has an owner. */
struct vhost_finding {
	__u64 vq;
	__u64 works[VHOST_SIDES]; /* 0: none */
	__u64 owner_started_ns;	  /* since boot */
	__u64 worker_started_ns;
	__u64 features; /* that guest and vhost agreed upon */
	__u32 owner;	/* pid */
	__u32 owned;	/* 1: the process that has it open is the device's owner */
	__u32 fd;
	enum vhost_kind kind;
	__u32 index;
	__u32 queues; /* of the device */
	__u32 ring_size;
	__u32 backend; /* 1: set, so that it can work */
	__u32 busy_poll_us;
	__u32 worker; /* tid; 0: none */
	__u32 worker_pid;
	__u32 worker_kthread;
	__u32 kick_eventfd; /* its id plus 1; 0: none */
	__u32 call_eventfd;
	__u32 head; /* last_avail_idx: it moves if the queue is served, whoever counts that */
	__u32 unused;
};

_Static_assert(VHOST_PLACES == 1 << VHOST_PLACE_BITS, "a place is found by its high bits");
_Static_assert((VHOST_PLACES & (VHOST_PLACES - 1)) == 0, "places are found with a mask");
_Static_assert((VHOST_SLOTS & (VHOST_SLOTS - 1)) == 0, "slots are checked with a mask");
_Static_assert((VHOST_RETURNS & (VHOST_RETURNS - 1)) == 0, "returns are found with a mask");
_Static_assert(sizeof(struct vhost_place) == 16, "VhostLayout.java reads this");
_Static_assert(sizeof(struct vhost_kicks) == 64, "a cache line");
_Static_assert(sizeof(struct vhost_runs) == 192, "whole cache lines");
_Static_assert(sizeof(struct vhost_finding) == 112, "VhostLayout.java reads this");

#endif
