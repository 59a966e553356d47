// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Busy time, wait for a CPU, who ran instead, and switches of watched threads. These programs run
 * at every context switch of the host, so what an unwatched thread costs decides: two plain loads,
 * no helper call.
 *
 * A record has one writer at a time: its thread is switched and woken under the lock of the run
 * queue that it is on. Plain stores therefore do, and seq tells user space of a write in progress.
 * Softirqs on top of a thread run while it cannot be switched, and write words of their own.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "sched.h"
#include "counting.h"
#include "sched_interferers.h"

_Static_assert(SCHED_SLOTS == LOG2_SLOTS, "log2_slot fills them");

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

static __always_inline void leaves(struct sched_thread *t, __u64 now, bool runnable,
				   struct task_struct *next)
{
	__u64 start = t->running_since;

	step(&t->seq);
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
		taken_by(t, next);
	} else {
		t->voluntary++;
		t->runnable_since = 0;
	}
	step(&t->seq);
}

static __always_inline void enters(struct sched_thread *t, __u64 now, struct task_struct *prev)
{
	__u32 cpu = bpf_get_smp_processor_id() + 1;
	__u64 start = t->runnable_since;
	__u64 delay;
	__u32 slot;

	step(&t->seq);
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
	blame(t, prev, cpu, delay);
	t->taker = 0;
	if (t->cpu != cpu) {
		t->migrations += t->cpu != 0;
		t->cpu = cpu;
	}
	step(&t->seq);
}

static __always_inline void wakes(struct task_struct *task)
{
	int index = watched(task->pid);
	struct sched_thread *t = record(index);

	/* Woken before it had left the CPU, or while it was preempted: no new wait begins. */
	if (index < 0 || task->on_cpu || t->runnable_since)
		return;
	step(&t->seq);
	t->runnable_since = bpf_ktime_get_ns();
	t->wait_cpu = task->wake_cpu + 1;
	step(&t->seq);
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
		leaves(record(out), now, preempt || !sleeps(prev), next);
	if (in >= 0)
		enters(record(in), now, prev);
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

/* Softirqs take the time of whatever thread they find; of a CPU they do not nest. */
SEC("tp_btf/softirq_entry")
int BPF_PROG(softirq_entry)
{
	int index = watched(bpf_get_current_task_btf()->pid);

	if (index >= 0)
		record(index)->softirq_since = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(softirq_exit)
{
	int index = watched(bpf_get_current_task_btf()->pid);
	struct sched_thread *t = record(index);
	__u64 start;

	if (index < 0 || !t->softirq_since)
		return 0;
	/* Only a real-time kernel switches threads in the midst of a softirq. */
	start = t->softirq_since > t->running_since ? t->softirq_since : t->running_since;
	t->softirq_ns += elapsed(start, bpf_ktime_get_ns());
	t->softirqs++;
	t->softirq_since = 0;
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
