// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * VM exits. Counts only, and so needs no types of KVM's: the arguments of kvm_exit differ between
 * kernels. Each tracepoint has a program for kernels with BTF of the kvm module, and one for those
 * without.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include "kvm.h"

/* enum kvm_pio direction in arch/x86/kvm/trace.h */
#define KVM_PIO_OUT 1

struct kvm_state state;

static __always_inline struct kvm_counts *here(void)
{
	return &state.cpus[bpf_get_smp_processor_id() & (KVM_CPUS - 1)];
}

static __always_inline int exits(void)
{
	here()->exits++;
	return 0;
}

static __always_inline int userspace_exits(void)
{
	here()->userspace_exits++;
	return 0;
}

/* args: direction, port, size, count, data */
static __always_inline int pio(unsigned long long *args)
{
	if (args[0] == KVM_PIO_OUT)
		here()->port_writes++;
	else
		here()->port_reads++;
	return 0;
}

SEC("tp_btf/kvm_exit")
int kvm_exit(unsigned long long *args)
{
	return exits();
}

SEC("raw_tp/kvm_exit")
int kvm_exit_raw(unsigned long long *args)
{
	return exits();
}

SEC("tp_btf/kvm_userspace_exit")
int kvm_userspace(unsigned long long *args)
{
	return userspace_exits();
}

SEC("raw_tp/kvm_userspace_exit")
int kvm_userspace_raw(unsigned long long *args)
{
	return userspace_exits();
}

SEC("tp_btf/kvm_pio")
int kvm_pio(unsigned long long *args)
{
	return pio(args);
}

SEC("raw_tp/kvm_pio")
int kvm_pio_raw(unsigned long long *args)
{
	return pio(args);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
