// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * VM exits of each vCPU: why, how many, how long until the guest ran again, and what KVM did about
 * them. All but irqfd injections happen in the vCPU's own thread, which alone writes its record:
 * plain stores do.
 *
 * What differs between kernels: the arguments of the tracepoint kvm_exit, and where it is to be
 * read why the guest exited. Each kind has a program of its own, which the kernels that are
 * otherwise refuse.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "kvm.h"
#include "counting.h"
#include "kvm_count.h"

#if defined(__TARGET_ARCH_x86)

static __always_inline bool has_svm(void)
{
	return bpf_core_field_exists(((struct vcpu_svm *)0)->vmcb);
}

static __always_inline bool has_vmx(void)
{
	return bpf_core_field_exists(((struct vcpu_vmx *)0)->exit_reason) ||
	       bpf_core_field_exists(((struct vcpu_vmx___vt *)0)->vt);
}

/* Basic reason: the upper half of VMX's has flags. */
static __always_inline __u32 basic(__u32 code)
{
	return state.isa == KVM_ISA_VMX ? (__u16)code : code;
}

/*
 * struct kvm_vcpu is the first member of both. Where neither structure is known, as their modules
 * have no BTF, this reads what does not exist, and the kernel refuses the program.
 */
static __always_inline __u32 code_of(struct kvm_vcpu *vcpu, __u32 isa)
{
	if (isa == KVM_ISA_VMX && bpf_core_field_exists(((struct vcpu_vmx *)0)->exit_reason))
		return BPF_CORE_READ((struct vcpu_vmx *)vcpu, exit_reason.full);
	if (isa == KVM_ISA_VMX && bpf_core_field_exists(((struct vcpu_vmx___vt *)0)->vt))
		return BPF_CORE_READ((struct vcpu_vmx___vt *)vcpu, vt.exit_reason.full);
	if (has_svm() || !has_vmx())
		return BPF_CORE_READ((struct vcpu_svm *)vcpu, vmcb, control.exit_code);
	return 0;
}

/* Since 5.16. An older kernel refuses that its first argument, a number, is followed. */
SEC("tp_btf/kvm_exit")
int BPF_PROG(kvm_exit, struct kvm_vcpu *vcpu, __u32 isa)
{
	if (!vcpu || vcpu->vcpu_id < 0)
		return 0;
	state.isa = isa;
	return exits(true, basic(code_of(vcpu, isa)), vcpu->vcpu_id + 1);
}

/* Until 5.15. A later kernel refuses that the second argument, a number, is followed. */
SEC("tp_btf/kvm_exit")
int BPF_PROG(kvm_exit_reason, __u32 code, struct kvm_vcpu *vcpu, __u32 isa)
{
	if (!vcpu || vcpu->vcpu_id < 0)
		return 0;
	state.isa = isa;
	return exits(true, basic(code), vcpu->vcpu_id + 1);
}

/* The record of the tracepoint, as in TRACE_EVENT_KVM_EXIT of arch/x86/kvm/trace.h. */
struct exit_record {
	__u64 common;
	__u32 exit_reason;
	__u64 guest_rip;
	__u32 isa;
};

SEC("tp/kvm/kvm_exit")
int kvm_exit_record(struct exit_record *record)
{
	state.isa = record->isa;
	return exits(true, basic(record->exit_reason), 0);
}

#endif

SEC("raw_tp/kvm_exit")
int kvm_exit_count(void *args)
{
	return exits(false, 0, 0);
}

SEC("tp_btf/kvm_entry")
int kvm_entry(void *args)
{
	return enters();
}

SEC("raw_tp/kvm_entry")
int kvm_entry_raw(void *args)
{
	return enters();
}

SEC("tp_btf/kvm_userspace_exit")
int kvm_userspace(void *args)
{
	return userspace_exits();
}

SEC("raw_tp/kvm_userspace_exit")
int kvm_userspace_raw(void *args)
{
	return userspace_exits();
}

/* args: direction, port, size, count, data */
SEC("tp_btf/kvm_pio")
int kvm_pio(__u64 *args)
{
	return pio(args[0]);
}

SEC("raw_tp/kvm_pio")
int kvm_pio_raw(__u64 *args)
{
	return pio(args[0]);
}

/* args: type, length, address, data */
SEC("tp_btf/kvm_mmio")
int kvm_mmio(__u64 *args)
{
	return mmio(args[0]);
}

SEC("raw_tp/kvm_mmio")
int kvm_mmio_raw(__u64 *args)
{
	return mmio(args[0]);
}

/* args: ns, whether it slept after the poll, whether there was something to wake up for */
SEC("tp_btf/kvm_vcpu_wakeup")
int kvm_wakeup(__u64 *args)
{
	return halts(args[0], args[1]);
}

SEC("raw_tp/kvm_vcpu_wakeup")
int kvm_wakeup_raw(__u64 *args)
{
	return halts(args[0], args[1]);
}

/* KVM asks each ioeventfd at an address; the one whose value it is gives 0. */
static __always_inline int kicks(int result)
{
	int index = result ? -1 : here();

	if (index >= 0)
		record(index)->ioeventfd_writes++;
	return 0;
}

SEC("fexit/ioeventfd_write")
int BPF_PROG(ioeventfd, void *vcpu, void *device, __u64 address, int length, void *value,
	     int result)
{
	return kicks(result);
}

SEC("kretprobe/ioeventfd_write")
int BPF_KRETPROBE(ioeventfd_kretprobe, int result)
{
	return kicks(result);
}

/*
 * Called for each signal of an irqfd, in whatever thread signals the eventfd. Not irqfd_wakeup,
 * which calls it: Xen's privcmd driver has another function of that name, and libbpf would find
 * that first.
 */
SEC("fentry/kvm_arch_set_irq_inatomic")
int BPF_PROG(irqfd, void *entry, struct kvm *kvm)
{
	return injects(kvm);
}

SEC("kprobe/kvm_arch_set_irq_inatomic")
int BPF_KPROBE(irqfd_kprobe, void *entry, struct kvm *kvm)
{
	return injects(kvm);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
