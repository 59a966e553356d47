// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Virtqueues of kernel vhost: kicks, the delay until the worker turns to the queue, time in its
 * handler, runs that had to leave work behind. Nothing here runs for each packet: a kick costs a
 * table look-up and, if it is the first that is not served yet, a look at the clock; a run costs
 * two.
 *
 * vhost's own structures change with the kernel, so what is read of them is little: where a work
 * lies in its virtqueue, its flags, and last_avail_idx.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "vhost.h"
#include "counting.h"
#include "vhost_find.h"
#include "vhost_count.h"

static __always_inline int enters(__u64 work)
{
	struct vhost_place *place = find(work);

	if (place)
		enter(place);
	else
		stranger();
	return 0;
}

static __always_inline int leaves(__u64 work)
{
	struct vhost_place *place = find(work);

	if (place)
		leave(place->queue);
	return 0;
}

/* A kretprobe is not told the arguments, so the kprobe leaves word. */
static __always_inline __u64 *word(__u32 tid)
{
	return &state.returns[tid & (VHOST_RETURNS - 1)];
}

static __always_inline void leave_word(__u32 queue)
{
	__u32 tid = bpf_get_current_pid_tgid();

	*word(tid) = (__u64)tid << 32 | queue;
}

/* The virtqueue that this thread is at, or -1. */
static __always_inline int at(void)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 found = *word(tid);

	return found >> 32 == tid ? (int)(found & (VHOST_QUEUES - 1)) : -1;
}

static __always_inline int enters_leaving_word(__u64 work)
{
	struct vhost_place *place = find(work);

	if (!place) {
		*word(bpf_get_current_pid_tgid()) = 0;
		stranger();
		return 0;
	}
	leave_word(place->queue);
	enter(place);
	return 0;
}

static __always_inline int leaves_by_word(void)
{
	int queue = at();

	if (queue >= 0)
		leave(queue);
	return 0;
}

SEC("fentry/vhost_poll_wakeup")
int wakeup(__u64 *args)
{
	return kick(args[0], args[3]);
}

SEC("kprobe/vhost_poll_wakeup")
int wakeup_kprobe(struct pt_regs *regs)
{
	return kick(PT_REGS_PARM1(regs), PT_REGS_PARM4(regs));
}

/* What a worker calls with a work that was queued: its only argument. */
#define HANDLER(name)                                                                              \
	SEC("fentry/" #name) int name##_begin(__u64 *args)                                         \
	{                                                                                          \
		return enters(args[0]);                                                            \
	}                                                                                          \
	SEC("fexit/" #name) int name##_end(__u64 *args)                                            \
	{                                                                                          \
		return leaves(args[0]);                                                            \
	}                                                                                          \
	SEC("kprobe/" #name) int name##_kprobe(struct pt_regs *regs)                               \
	{                                                                                          \
		return enters_leaving_word(PT_REGS_PARM1(regs));                                   \
	}                                                                                          \
	SEC("kretprobe/" #name) int name##_kretprobe(struct pt_regs *regs)                         \
	{                                                                                          \
		return leaves_by_word();                                                           \
	}

HANDLER(handle_tx_kick)
HANDLER(handle_rx_kick)
HANDLER(handle_tx_net)
HANDLER(handle_rx_net)
HANDLER(vhost_vsock_handle_tx_kick)
HANDLER(vhost_vsock_handle_rx_kick)
HANDLER(vhost_transport_send_pkt_work)
HANDLER(vhost_scsi_handle_kick)
HANDLER(vhost_scsi_complete_cmd_work)

static __always_inline struct vhost_place *polling(__u64 rx, __u64 tx, bool for_rx)
{
	barrier_var(rx); /* lest the compiler chooses between their places, which the verifier
			    refuses */
	barrier_var(tx);
	return find((for_rx ? rx : tx) + AT(struct vhost_virtqueue, poll.work));
}

/* Arguments: net, rx queue, tx queue, where to say that it was interrupted, whether it polls for rx
 */
SEC("fentry/vhost_net_busy_poll")
int busy_poll_begin(__u64 *args)
{
	struct vhost_place *place = polling(args[1], args[2], args[4] & 1);

	if (place)
		polls(place->queue, args[3]);
	return 0;
}

SEC("fexit/vhost_net_busy_poll")
int busy_poll_end(__u64 *args)
{
	struct vhost_place *place = polling(args[1], args[2], args[4] & 1);

	if (place)
		polled(place->queue);
	return 0;
}

SEC("kprobe/vhost_net_busy_poll")
int busy_poll_kprobe(struct pt_regs *regs)
{
	struct vhost_place *place =
		polling(PT_REGS_PARM2(regs), PT_REGS_PARM3(regs), PT_REGS_PARM5(regs) & 1);

	if (place) {
		leave_word(place->queue);
		polls(place->queue, PT_REGS_PARM4(regs));
	}
	return 0;
}

SEC("kretprobe/vhost_net_busy_poll")
int busy_poll_kretprobe(struct pt_regs *regs)
{
	int queue = at();

	if (queue >= 0)
		polled(queue);
	return 0;
}

/* Not static: a kernel checks it once then, not for each of a device's queues. */
__noinline int close_queue(__u64 work)
{
	struct vhost_place *place = find(work);
	struct vhost_runs *r;
	__u32 queue;

	if (!place)
		return 0;
	queue = place->queue;
	r = bpf_map_lookup_elem(&runs, &queue);
	if (!r)
		return 0;
	r->closed = 1;
	r->seq += 2; /* no worker writes here any more */
	return 0;
}

static __always_inline int cleanup(struct vhost_dev *dev)
{
	struct vhost_virtqueue **vqs = BPF_CORE_READ(dev, vqs);
	int queues = BPF_CORE_READ(dev, nvqs);

	for (int i = 0; i < VHOST_DEVICE_QUEUES && i < queues; i++) {
		__u64 vq = 0;

		bpf_probe_read_kernel(&vq, sizeof(vq), &vqs[i]);
		close_queue(vq + AT(struct vhost_virtqueue, poll.work));
	}
	return 0;
}

SEC("fentry/vhost_dev_cleanup")
int dev_cleanup(__u64 *args)
{
	return cleanup((void *)args[0]);
}

SEC("kprobe/vhost_dev_cleanup")
int dev_cleanup_kprobe(struct pt_regs *regs)
{
	return cleanup((void *)PT_REGS_PARM1(regs));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
