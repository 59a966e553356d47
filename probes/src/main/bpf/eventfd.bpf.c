// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Signals of the kernel to eventfds: a guest's kick through an ioeventfd, vhost's call to a guest.
 *
 * Only one of the programs is attached. eventfd_signal_mask sees all signals where it exists, that
 * is from 6.2 on and in the stable kernels before: eventfd_signal either calls it or is an inline
 * around it (6.8 and later).
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "eventfd.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, EVENTFD_IDS);
	__type(key, __u32);
	__type(value, struct eventfd_count);
} signals SEC(".maps");

struct eventfd_state state;

static __always_inline bool by_worker(void)
{
	struct task_struct___id *task = (void *)bpf_get_current_task_btf();

	return task->flags & (PF_KTHREAD | PF_USER_WORKER);
}

/* One eventfd may be signalled on several CPUs at once, hence the atomic instructions. */
static __always_inline int count(__u32 id)
{
	struct eventfd_count *found = bpf_map_lookup_elem(&signals, &id);

	if (!found)
		__sync_fetch_and_add(&state.dropped, 1);
	else if (by_worker())
		__sync_fetch_and_add(&found->by_workers, 1);
	else
		__sync_fetch_and_add(&found->by_processes, 1);
	return 0;
}

/* Apart, lest the registers are looked for in the kernel's BTF, where they have other names. */
static __always_inline int by_address(struct eventfd_ctx *eventfd)
{
	return count(BPF_CORE_READ(eventfd, id));
}

SEC("fentry/eventfd_signal_mask")
int BPF_PROG(eventfd_mask, struct eventfd_ctx *eventfd)
{
	return count(eventfd->id);
}

SEC("kprobe/eventfd_signal_mask")
int eventfd_mask_kprobe(struct pt_regs *regs)
{
	return by_address((struct eventfd_ctx *)PT_REGS_PARM1(regs));
}

SEC("fentry/eventfd_signal")
int BPF_PROG(eventfd_plain, struct eventfd_ctx *eventfd)
{
	return count(eventfd->id);
}

SEC("kprobe/eventfd_signal")
int eventfd_plain_kprobe(struct pt_regs *regs)
{
	return by_address((struct eventfd_ctx *)PT_REGS_PARM1(regs));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
