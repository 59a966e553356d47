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
