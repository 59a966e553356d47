// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Programs that do nothing, at the tracepoints of those that do something: the least that any can cost. */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/sched_switch")
int sched_switch(void *args)
{
	return 0;
}

SEC("tp_btf/sched_wakeup")
int sched_wakeup(void *args)
{
	return 0;
}

SEC("tp_btf/kvm_pio")
int kvm_pio(void *args)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
