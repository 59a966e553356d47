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
	unsigned int on_cpu; /* u8 from 7.x on: libbpf shortens the access, of unsigned numbers only */
	unsigned int on_rq;  /* likewise */
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

/* What kprobes get. Names and order are those of the kernel's uapi asm/ptrace.h, an ABI. */
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	unsigned long rax, rcx, rdx, rsi, rdi, orig_rax, rip, cs, eflags, rsp, ss;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
};
struct pt_regs; /* begins with the above */
#endif

struct mm_struct;

struct task_struct___id {
	int pid;
	int tgid;
	unsigned int flags;
	__u64 start_boottime; /* ns; field 22 of /proc/PID/stat in clock ticks */
	struct mm_struct *mm;
	struct task_struct___id *group_leader;
} CORE;

/* Kernel threads, and (since 6.4) threads that the kernel made in a process; linux/sched.h */
#define PF_KTHREAD 0x00200000
#define PF_USER_WORKER 0x00004000

struct inode {
	unsigned short i_mode;
	__u32 i_rdev;
} CORE;

struct file {
	struct inode *f_inode;
	void *private_data;
} CORE;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
} CORE;

struct seq_file;

/* drivers/vhost/vhost.h: in the BTF of the vhost modules, or of the kernel where they are built in.
 */
struct vhost_work {
	unsigned long flags;
} CORE;

struct vhost_wait {
	unsigned int flags;
};

struct vhost_poll {
	struct vhost_wait wait; /* wait_queue_entry_t: only where it is matters */
	struct vhost_work work;
} CORE;

struct vhost_vring_call {
	struct eventfd_ctx *ctx;
} CORE;

struct vhost_dev;

struct vhost_virtqueue {
	struct vhost_dev *dev;
	unsigned int num;
	struct file *kick;
	struct vhost_vring_call call_ctx;
	struct vhost_poll poll;
	__u16 last_avail_idx;
	void *private_data;
	__u64 acked_features;
	__u32 busyloop_timeout;
} CORE;

struct vhost_dev {
	struct mm_struct *mm;
	struct vhost_virtqueue **vqs;
	int nvqs;
} CORE;

/* Up to 6.3 a device's one worker is a kthread; */
struct vhost_dev___kthread {
	struct task_struct *worker;
} CORE;

/* since 6.4 it is a thread of the owner, */
struct vhost_task {
	struct task_struct *task;
} CORE;

struct vhost_worker {
	struct vhost_task *vtsk;
} CORE;

struct vhost_dev___task {
	struct vhost_worker *worker;
} CORE;

/* since 6.5 each virtqueue has one, shared or not, */
struct vhost_virtqueue___worker {
	struct vhost_worker *worker;
} CORE;

/* and it may be a kthread again (6.17, and backports). */
struct vhost_worker___kthread {
	struct task_struct *kthread_task;
} CORE;

struct vhost_net {
	struct vhost_dev dev;
	struct vhost_poll poll[2];
} CORE;

struct vhost_vsock {
	struct vhost_dev dev;
	struct vhost_work send_pkt_work;
} CORE;

struct vhost_scsi {
	struct vhost_dev dev;
} CORE;

/* Since 6.5; before, one for the whole device. */
struct vhost_scsi_virtqueue {
	struct vhost_virtqueue vq;
	struct vhost_work completion_work;
} CORE;

/* linux/bpf.h */
#define BPF_MAP_TYPE_ARRAY 2
#define BPF_F_MMAPABLE (1 << 10)

#endif
