// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Busy time, wait for a CPU, and switches of watched threads. These programs run at every context
 * switch of the host, so what an unwatched thread costs decides: two plain loads, no helper call.
 *
 * A record has one writer at a time: its thread is switched and woken under the lock of the run
 * queue that it is on. Plain stores therefore do, and seq tells user space of a write in progress
 * (x86 keeps the order of stores; a CPU that does not would need a barrier here).
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "sched.h"

struct sched_state state;

/*
 * The index of a thread's record, or -1. Not a pointer: a compiler may join the tests of two of
 * them with an OR, which the verifier allows for numbers only.
 */
static __always_inline int watched(__u32 tid)
{
	for (__u32 i = 0; i < SCHED_PROBES; i++) {
		__u64 place = state.places[(tid + i) & (SCHED_PLACES - 1)];

		if (!place)
			return -1;
		if ((__u32)place == tid)
			return place >> 32;
	}
	return -1;
}

static __always_inline struct sched_thread *record(int index)
{
	return &state.threads[index & (SCHED_THREADS - 1)];
}

static __always_inline __u32 log2_slot(__u64 ns)
{
	__u32 rest = ns, slot, shift;

	if (ns >> SCHED_SLOTS)
		return SCHED_SLOTS - 1;
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

static __always_inline void begin(volatile struct sched_thread *t)
{
	t->seq++;
	barrier();
}

static __always_inline void end(volatile struct sched_thread *t)
{
	barrier();
	t->seq++;
}

static __always_inline __u64 elapsed(__u64 since, __u64 now)
{
	return now > since ? now - since : 0;
}

/* The first thing that happens to a watched thread also tells what it did since it is watched. */
static __always_inline bool is_first(struct sched_thread *t)
{
	return t->seq == 1;
}

static __always_inline bool sleeps(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return task->__state;
	return BPF_CORE_READ((struct task_struct___old *)task, state);
}

static __always_inline void leaves(struct sched_thread *t, __u64 now, bool runnable)
{
	__u64 start = t->running_since;

	begin(t);
	if (!start && is_first(t)) {
		start = t->watched_since;
	} else if (!start) {
		/* Nobody told when it was given the CPU; most of the time that was at once. */
		start = t->runnable_since ? t->runnable_since : now;
		t->slices++;
		t->missed++;
	}
	t->run_ns += elapsed(start, now);
	t->running_since = 0;
	if (runnable) {
		t->involuntary++;
		t->runnable_since = now;
	} else {
		t->voluntary++;
		t->runnable_since = 0;
	}
	end(t);
}

static __always_inline void enters(struct sched_thread *t, __u64 now)
{
	__u64 start = t->runnable_since;
	__u64 delay;
	__u32 slot;

	begin(t);
	if (!start)
		start = is_first(t) ? t->watched_since : now;
	delay = elapsed(start, now);
	slot = log2_slot(delay);
	t->run_delay_ns += delay;
	t->runnable_since = 0;
	t->running_since = now;
	t->slices++;
	barrier_var(slot); /* lest the compiler drops the mask, without which 6.1 refuses us */
	t->run_delay_slots[slot & (SCHED_SLOTS - 1)]++;
	end(t);
}

static __always_inline void wakes(struct task_struct *task)
{
	int index = watched(task->pid);
	struct sched_thread *t = record(index);

	/* Woken before it had left the CPU, or while it was preempted: no new wait begins. */
	if (index < 0 || task->on_cpu || t->runnable_since)
		return;
	begin(t);
	t->runnable_since = bpf_ktime_get_ns();
	end(t);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	int out = watched(prev->pid);
	int in = watched(next->pid);
	__u64 now;

	if (out < 0 && in < 0)
		return 0;
	now = bpf_ktime_get_ns();
	if (out >= 0)
		leaves(record(out), now, preempt || !sleeps(prev));
	if (in >= 0)
		enters(record(in), now);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(sched_wakeup, struct task_struct *task)
{
	wakes(task);
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(sched_wakeup_new, struct task_struct *task)
{
	wakes(task);
	return 0;
}

static __always_inline bool on_run_queue(struct task_struct *task)
{
	struct task_struct___delayed *delayed = (void *)task;

	if (bpf_core_field_exists(delayed->se.sched_delayed) &&
	    BPF_CORE_READ(delayed, se.sched_delayed))
		return false;
	return task->on_rq;
}

/*
 * Says what watched threads do right now. Read once after threads were added, for nothing may
 * happen for minutes to a worker that polls, which would else look idle; and when a thread seems
 * to wait for long, for now and then the kernel does not tell when a wait ended.
 */
SEC("iter/task")
int sched_look(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	volatile struct sched_thread *t;
	int index;

	if (!task)
		return 0;
	index = watched(task->pid);
	if (index < 0)
		return 0;
	t = record(index);
	t->looked_seq = t->seq; /* first: what happens meanwhile makes the look void */
	if (task->on_cpu)
		t->doing = SCHED_RUNNING;
	else
		t->doing = on_run_queue(task) ? SCHED_RUNNABLE : SCHED_SLEEPING;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
