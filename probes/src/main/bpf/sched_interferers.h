/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The part of sched.bpf.c that charges the waits of a watched thread to whoever ran instead. */
#ifndef SIDECORE_SCHED_INTERFERERS_H
#define SIDECORE_SCHED_INTERFERERS_H

static __always_inline __u64 name(struct task_struct *task)
{
	return (__u32)task->pid | (__u64)task->tgid << 32;
}

/* A task's comm as two words. */
static __always_inline __u64 comm(struct task_struct *task, int word)
{
	return ((__u64 *)task->comm)[word];
}

/* The slot of the interferer that was charged least, or of none. */
static __always_inline __u32 least(struct sched_thread *t)
{
	__u32 least = 0;
	__u64 ns = t->ns[0];

	for (__u32 i = 1; i < SCHED_INTERFERERS; i++) {
		if (t->ns[i] < ns) {
			least = i;
			ns = t->ns[i];
		}
	}
	return least;
}

/* Charges a wait; false if that thread is not among the interferers yet. */
static __always_inline bool charge(struct sched_thread *t, __u64 who, __u64 ns)
{
#pragma unroll
	for (__u32 i = 0; i < SCHED_INTERFERERS; i++) {
		if (t->who[i] == who) {
			t->ns[i] += ns;
			return true;
		}
	}
	return false;
}

static __always_inline void charge_new(struct sched_thread *t, __u64 who, __u64 comm0, __u64 comm1,
				       __u64 ns)
{
	__u32 i = least(t);

	barrier_var(i);
	i &= SCHED_INTERFERERS - 1;
	t->others_ns += t->ns[i];
	t->who[i] = who;
	t->ns[i] = ns;
	t->comm[i][0] = comm0;
	t->comm[i][1] = comm1;
}

/*
 * Whom a wait was for. Whoever ran last before the thread got this CPU, for at most the time that
 * he ran. What is left of a wait that began as the CPU went idle, the thread could not run: it was
 * throttled. Of a wait that ended on another CPU than it began on, the last one before is not to
 * blame, but whoever took the CPU from the thread. The rest, as of a thread that waits while
 * several others take turns, is nobody's by name; over many waits each of them is the last one
 * as often as he has turns.
 */
static __always_inline void blame(struct sched_thread *t, struct task_struct *prev, __u32 cpu,
				  __u64 ns)
{
	bool moved = t->wait_cpu != cpu;

	if (!moved && !prev->pid) {
		t->idle_ns += ns;
		return;
	}
	if (!moved) {
		__u64 slice = prev->se.sum_exec_runtime - prev->se.prev_sum_exec_runtime;
		__u64 who = name(prev);
		__u64 part = ns < slice ? ns : slice;

		if (!charge(t, who, part))
			charge_new(t, who, comm(prev, 0), comm(prev, 1), part);
		ns -= part;
	}
	if (!ns)
		return;
	if (t->taker == SCHED_IDLE)
		t->idle_ns += ns;
	else if (!moved || !t->taker)
		t->others_ns += ns;
	else if (!charge(t, t->taker, ns))
		charge_new(t, t->taker, t->taker_comm[0], t->taker_comm[1], ns);
}

static __always_inline void taken_by(struct sched_thread *t, struct task_struct *next)
{
	t->wait_cpu = t->cpu;
	t->taker = next->pid ? name(next) : SCHED_IDLE;
	t->taker_comm[0] = comm(next, 0);
	t->taker_comm[1] = comm(next, 1);
}

#endif
