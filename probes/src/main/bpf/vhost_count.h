/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The half of vhost.bpf.c that counts: what a kick, a run of a handler and a busy poll do to a
 * virtqueue's records. */
#ifndef SIDECORE_VHOST_COUNT_H
#define SIDECORE_VHOST_COUNT_H

_Static_assert(VHOST_SLOTS == LOG2_SLOTS, "log2_slot fills them");

/*
 * A run is limited to 256 packets or 512 KiB (vhost-net, vsock), of which a packet has 64 KiB at
 * most, or to 256 requests (scsi): one that took fewer chains than this did not come to its limit.
 */
#define LEAST_AT_LIMIT 8

/* The bit of vhost_work.flags that says that a work waits for the worker; drivers/vhost/vhost.h */
#define VHOST_WORK_QUEUED (1UL << 1)

/* Maps of their own, since before 6.1 a map's value, which .bss is, is limited to 4 MiB. */
#define PER_QUEUE(name, record)                                                                    \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                  \
		__uint(map_flags, BPF_F_MMAPABLE);                                                 \
		__uint(max_entries, VHOST_QUEUES);                                                 \
		__type(key, __u32);                                                                \
		__type(value, struct record);                                                      \
	} name SEC(".maps")

PER_QUEUE(kicks, vhost_kicks);
PER_QUEUE(runs, vhost_runs);
PER_QUEUE(delays, vhost_delays);

/*
 * The verifier knows that fentry's arguments are pointers, and lets nothing be done with them but
 * comparing and adding constants. What is copied as 32 bits is a plain number to it; those tell
 * addresses apart well enough.
 */
static __always_inline __u32 own_place(__u64 work)
{
	__u32 low;

	asm("%0 = %1" : "=w"(low) : "w"((__u32)work));
	return low * 0x9e3779b1 >> (32 - VHOST_PLACE_BITS);
}

static __always_inline struct vhost_place *find(__u64 work)
{
	__u32 own = own_place(work);

	for (__u32 i = 0; i < VHOST_PROBES; i++) {
		struct vhost_place *place = &state.places[(own + i) & (VHOST_PLACES - 1)];

		if (place->work == work)
			return place;
		if (!place->work)
			break;
	}
	return 0;
}

static __always_inline void stranger(void)
{
	__sync_fetch_and_add(&state.strangers, 1);
}

/* Runs in the context of whoever kicks, mostly with interrupts off. */
static __always_inline int kick(__u64 wait, __u32 events)
{
	__u64 work = wait - AT(struct vhost_poll, wait) + AT(struct vhost_poll, work);
	struct vhost_place *place = find(work);
	struct vhost_kicks *k;
	__u32 side, queue;

	if (!place) {
		stranger();
		return 0;
	}
	if (!(events & place->mask))
		return 0;
	queue = place->queue;
	side = place->side & 1;
	k = bpf_map_lookup_elem(&kicks, &queue);
	if (!k)
		return 0;
	/*
	 * The worker may be serving the last kick right now, so that we take ours for one more that
	 * waits since then. It does not believe in a time before its own last run, so the delay is
	 * at worst as long as that race.
	 */
	if (k->count[side] == k->served[side])
		k->since[side] = bpf_ktime_get_ns();
	__sync_fetch_and_add(&k->count[side], 1);
	return 0;
}

static __always_inline __u16 head(struct vhost_runs *r)
{
	__u16 index = 0;

	bpf_probe_read_kernel(&index, sizeof(index),
			      (void *)(r->vq + AT(struct vhost_virtqueue, last_avail_idx)));
	return index;
}

static __always_inline void delayed(struct vhost_runs *r, __u32 queue, __u64 since, __u64 now)
{
	__u64 delay = now > since ? now - since : 0;
	struct vhost_delays *d = bpf_map_lookup_elem(&delays, &queue);
	__u32 slot = log2_slot(delay);

	r->delay_ns += delay;
	barrier_var(slot); /* lest the compiler drops the mask, without which 6.1 refuses us */
	if (d)
		d->slots[slot & (VHOST_SLOTS - 1)]++;
}

/* The worker turns to a virtqueue. */
static __always_inline void enter(struct vhost_place *place)
{
	__u32 queue = place->queue, side = place->side & 1;
	struct vhost_kicks *k = bpf_map_lookup_elem(&kicks, &queue);
	struct vhost_runs *r = bpf_map_lookup_elem(&runs, &queue);
	__u64 now = bpf_ktime_get_ns(), count, since;

	if (!k || !r)
		return;
	step(&r->seq);
	if (r->running_since)
		r->missed++;
	count = k->count[side];
	if (count != k->served[side]) {
		since = k->since[side];
		delayed(r, queue, since > r->began[side] ? since : r->began[side], now);
		k->served[side] = count;
	}
	r->start_kicks = k->count[VHOST_GUEST];
	r->start_head = head(r);
	r->polled_ns = 0;
	r->polling_since = 0;
	r->interrupted = 0;
	r->began[side] = now;
	r->running_since = now;
	step(&r->seq);
}

/*
 * Whether the run ends with the work queued again though the guest did not kick: it had to stop at
 * vhost's limit for one run. A run that polled, and stopped because something else came up, queues
 * itself again as well. So does a kick that comes when the work has left the queue and its handler
 * has not begun; such runs mostly find little.
 */
static __always_inline bool left_work(struct vhost_runs *r, __u32 queue, __u16 heads)
{
	struct vhost_kicks *k;
	unsigned long flags = 0;

	if (heads < LEAST_AT_LIMIT || r->interrupted)
		return false;
	bpf_probe_read_kernel(&flags, sizeof(flags),
			      (void *)(r->vq + AT(struct vhost_virtqueue, poll.work.flags)));
	if (!(flags & VHOST_WORK_QUEUED))
		return false;
	k = bpf_map_lookup_elem(&kicks, &queue);
	return k && k->count[VHOST_GUEST] == r->start_kicks;
}

static __always_inline void leave(__u32 queue)
{
	struct vhost_runs *r = bpf_map_lookup_elem(&runs, &queue);
	__u64 now = bpf_ktime_get_ns(), since;
	__u16 heads;

	if (!r || !r->running_since)
		return;
	since = r->running_since;
	heads = head(r) - r->start_head;
	step(&r->seq);
	r->runs++;
	r->run_ns += now > since ? now - since : 0;
	r->heads += heads;
	r->busy_poll_ns += r->polled_ns;
	if (left_work(r, queue, heads))
		r->limited++;
	r->running_since = 0;
	step(&r->seq);
}

static __always_inline void polls(__u32 queue, __u64 interrupted_at)
{
	struct vhost_runs *r = bpf_map_lookup_elem(&runs, &queue);

	if (!r)
		return;
	r->interrupted_at = interrupted_at;
	r->polling_since = bpf_ktime_get_ns();
}

static __always_inline void polled(__u32 queue)
{
	struct vhost_runs *r = bpf_map_lookup_elem(&runs, &queue);
	__u64 now = bpf_ktime_get_ns();
	__u8 interrupted = 0;

	if (!r || !r->polling_since)
		return;
	r->polled_ns += now > r->polling_since ? now - r->polling_since : 0;
	r->polling_since = 0;
	bpf_probe_read_kernel(&interrupted, sizeof(interrupted), (void *)r->interrupted_at);
	r->interrupted = interrupted;
}

#endif
