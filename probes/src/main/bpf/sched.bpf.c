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

static __always_inline struct sched_thread *watched(__u32 tid)
{
	for (__u32 i = 0; i < SCHED_PROBES; i++) {
		__u64 place = state.places[(tid + i) & (SCHED_PLACES - 1)];

		if (!place)
			return 0;
		if ((__u32)place == tid)
			return &state.threads[(place >> 32) & (SCHED_THREADS - 1)];
	}
	return 0;
}

static __always_inline __u32 log2_slot(__u64 ns)
{
	__u32 slot, shift;

	if (ns >> SCHED_SLOTS)
		return SCHED_SLOTS - 1;
	slot = (ns > 0xffffffff) << 5;
	ns >>= slot;
	shift = (ns > 0xffff) << 4;
	ns >>= shift;
	slot |= shift;
	shift = (ns > 0xff) << 3;
	ns >>= shift;
	slot |= shift;
	shift = (ns > 0xf) << 2;
	ns >>= shift;
	slot |= shift;
	shift = (ns > 0x3) << 1;
	ns >>= shift;
	slot |= shift;
	return slot | (ns >> 1);
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

/* The first thing that happens to a watched thread also tells what it did since it is watched. */
static __always_inline __u64 since(struct sched_thread *t, __u64 stamp, __u64 now)
{
	if (!stamp)
		stamp = t->seq == 1 ? t->watched_since : now;
	return now > stamp ? now - stamp : 0;
}

static __always_inline bool sleeps(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return task->__state;
	return BPF_CORE_READ((struct task_struct___old *)task, state);
}

static __always_inline void leaves(struct sched_thread *t, __u64 now, bool runnable)
{
	begin(t);
	t->run_ns += since(t, t->running_since, now);
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
	__u64 delay;
	__u32 slot;

	begin(t);
	delay = since(t, t->runnable_since, now);
	slot = log2_slot(delay);
	t->run_delay_ns += delay;
	t->runnable_since = 0;
	t->running_since = now;
	t->slices++;
	if (slot < SCHED_SLOTS)
		t->run_delay_slots[slot]++;
	end(t);
}

static __always_inline void wakes(struct task_struct *task)
{
	struct sched_thread *t = watched(task->pid);

	/* Woken before it had left the CPU, or while it was preempted: no new wait begins. */
	if (!t || task->on_cpu || t->runnable_since)
		return;
	begin(t);
	t->runnable_since = bpf_ktime_get_ns();
	end(t);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct sched_thread *out = watched(prev->pid);
	struct sched_thread *in = watched(next->pid);
	__u64 now;

	if (!out && !in)
		return 0;
	now = bpf_ktime_get_ns();
	if (out)
		leaves(out, now, preempt || !sleeps(prev));
	if (in)
		enters(in, now);
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
 * Read once after threads were added: says what those do that nothing has happened to yet. A
 * worker that polls may not be switched for minutes, and would else look idle.
 */
SEC("iter/task")
int sched_look(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct sched_thread *t;

	if (!task)
		return 0;
	t = watched(task->pid);
	if (!t || t->seq)
		return 0;
	if (task->on_cpu)
		t->at_watch = SCHED_RUNNING;
	else
		t->at_watch = on_run_queue(task) ? SCHED_RUNNABLE : SCHED_SLEEPING;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
