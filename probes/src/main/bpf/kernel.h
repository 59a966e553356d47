/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The few kernel types that the probes touch, written by hand. libbpf looks the fields up in the
 * running kernel's BTF when it loads a probe (CO-RE), so only their names and types matter here,
 * not their order. Included before libbpf's headers, which expect the integer types.
 */
#ifndef SIDECORE_KERNEL_H
#define SIDECORE_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
#define true 1
#define false 0

#define CORE __attribute__((preserve_access_index))

struct sched_entity {
	__u64 sum_exec_runtime;
	__u64 prev_sum_exec_runtime; /* the former, when it was last given a CPU */
} CORE;

struct task_struct {
	int pid;  /* of the thread; user space says tid */
	int tgid; /* of the process; user space says pid */
	int on_cpu;
	int on_rq;
	int wake_cpu; /* the CPU whose run queue it is on */
	unsigned int __state;
	__u64 start_boottime;
	char comm[16];
	struct sched_entity se;
} CORE;

/* Before 5.14 the field was called state. */
struct task_struct___old {
	long state;
} CORE;

/* Since 6.12 a sleeping thread may stay on the run queue a while longer. */
struct sched_entity___delayed {
	unsigned char sched_delayed;
} CORE;

struct task_struct___delayed {
	struct sched_entity___delayed se;
} CORE;

struct eventfd_ctx {
	int id; /* what /proc/PID/fdinfo/FD shows as eventfd-id */
} CORE;

struct wait_queue_entry {
	unsigned int flags;
} CORE;

struct mm_struct {
	struct task_struct *owner; /* with CONFIG_MEMCG */
} CORE;

struct kvm {
	struct mm_struct *mm;
	int userspace_pid;
} CORE;

struct kvm_vcpu {
	int vcpu_id;
} CORE;

struct kvm_kernel_irqfd {
	struct kvm *kvm;
	struct wait_queue_entry wait;
} CORE;

/* AMD's virtual machine control block, arch/x86/include/asm/svm.h. */
struct vmcb_control_area {
	__u32 exit_code;
} CORE;

struct vmcb {
	struct vmcb_control_area control;
} CORE;

struct vcpu_svm {
	struct kvm_vcpu vcpu;
	struct vmcb *vmcb;
} CORE;

/* Intel's. */
union vmx_exit_reason {
	__u32 full;
} CORE;

struct vcpu_vmx {
	struct kvm_vcpu vcpu;
	union vmx_exit_reason exit_reason;
} CORE;

/* Since 6.16 it is in a part that VMX and TDX share. */
struct vcpu_vt {
	union vmx_exit_reason exit_reason;
} CORE;

struct vcpu_vmx___vt {
	struct vcpu_vt vt;
} CORE;

struct bpf_iter_meta {
	void *seq;
} CORE;

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} CORE;

#endif
