// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Signals of the kernel to eventfds: a guest's kick through an ioeventfd, vhost's call to a guest.
 *
 * Only one of the two programs is attached. eventfd_signal_mask is in every kernel since 5.15 and
 * sees all signals: eventfd_signal either calls it (6.1) or is an inline around it (6.8 and later).
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "eventfd.h"

struct eventfd_state state;

/* Signals of one eventfd may come from several CPUs at once, hence the atomic instructions. */
static __always_inline int count(struct eventfd_ctx *eventfd)
{
	__u32 id = eventfd->id;
	__u64 key = (__u64)id + 1;

	__sync_fetch_and_add(&state.total, 1);
	for (__u32 i = 0; i < EVENTFD_PROBES; i++) {
		struct eventfd_count *place = &state.places[(id + i) & (EVENTFD_PLACES - 1)];
		__u64 found = place->key;

		if (!found)
			found = __sync_val_compare_and_swap(&place->key, 0, key);
		if (!found || found == key) {
			__sync_fetch_and_add(&place->signals, 1);
			return 0;
		}
	}
	__sync_fetch_and_add(&state.dropped, 1);
	return 0;
}

SEC("fentry/eventfd_signal_mask")
int BPF_PROG(eventfd_mask, struct eventfd_ctx *eventfd)
{
	return count(eventfd);
}

SEC("fentry/eventfd_signal")
int BPF_PROG(eventfd_plain, struct eventfd_ctx *eventfd)
{
	return count(eventfd);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
