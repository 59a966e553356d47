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

/* enum kvm_pio direction, KVM_TRACE_MMIO_* and KVM_ISA_* in KVM's trace headers */
#define KVM_PIO_OUT 1
#define KVM_MMIO_READ 1
#define KVM_MMIO_WRITE 2
#define KVM_ISA_VMX 1
#define KVM_ISA_SVM 2

struct kvm_state state;

static __always_inline struct kvm_vcpu_counts *record(int index)
{
	return &state.vcpus[index & (KVM_VCPUS - 1)];
}

/* What a vCPU that has ended counted stays in the totals. */
static __always_inline void retire(struct kvm_vcpu_counts *v)
{
	__sync_fetch_and_add(&state.rest_exits, v->exits);
	__sync_fetch_and_add(&state.rest_userspace_exits, v->userspace_exits);
	__sync_fetch_and_add(&state.rest_port_writes, v->port_writes);
}

static __noinline int clear(int index, struct task_struct *task)
{
	struct kvm_vcpu_counts *v = record(index);
	__u64 *words = (__u64 *)v;

	((volatile struct kvm_vcpu_counts *)v)->started = 0;
	for (__u32 i = 1; i < sizeof(*v) / 8; i++)
		words[i] = 0;
	v->tid = task->pid;
	v->tgid = task->tgid;
	v->entered = bpf_ktime_get_ns();
	barrier();
	((volatile struct kvm_vcpu_counts *)v)->started = task->start_boottime;
	return index;
}

/* Finds the record of the calling thread past its own place, or enters it; -1: no room. */
static __noinline int search(struct task_struct *task)
{
	__u32 tid = task->pid;
	__u64 started = task->start_boottime;
	int room = -1;
	__u64 was = 0;

	for (__u32 i = 0; i < KVM_PROBES; i++) {
		int index = (tid + i) & (KVM_VCPUS - 1);
		__u64 found = state.places[index];

		if (found == tid) {
			if (record(index)->started == started)
				return index;
			retire(record(index));
			return clear(index, task);
		}
		if (room < 0 && (!found || found == KVM_TOMBSTONE)) {
			room = index;
			was = found;
		}
		if (!found)
			break;
	}
	/* If another thread is faster, this event is dropped, and the next one looks again. */
	if (room < 0 || __sync_val_compare_and_swap(&state.places[room & (KVM_VCPUS - 1)], was,
						    (__u64)tid) != was) {
		__sync_fetch_and_add(&state.dropped, 1);
		return -1;
	}
	return clear(room, task);
}

/* The index of the record of the calling thread, which runs a vCPU; -1: there is no room for it. */
static __always_inline int here(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int index = task->pid & (KVM_VCPUS - 1);

	if (state.places[index] == (__u32)task->pid &&
	    state.vcpus[index].started == task->start_boottime)
		return index;
	return search(task);
}

/* Counts an exit by its reason; gives the slot. */
static __always_inline __u32 by_reason(struct kvm_vcpu_counts *v, __u32 code)
{
	__u64 wanted = (__u64)code + 1;

	for (__u32 i = 0; i < KVM_REASON_PROBES; i++) {
		__u32 slot = (code + i) & (KVM_REASONS - 1);

		if (!v->reasons[slot].code)
			v->reasons[slot].code = wanted;
		if (v->reasons[slot].code == wanted) {
			v->reasons[slot].count++;
			return slot;
		}
	}
	v->other_count++;
	return KVM_OTHER;
}

/* The number is that of the vCPU in its guest, plus 1; 0: not known. */
static __always_inline int exits(bool known, __u32 code, __u64 number)
{
	int index = here();
	struct kvm_vcpu_counts *v = record(index);

	if (index < 0) {
		__sync_fetch_and_add(&state.rest_exits, 1);
		return 0;
	}
	step(&v->seq);
	v->exits++;
	v->number = number;
	v->last = known ? by_reason(v, code) : KVM_UNKNOWN;
	v->exited_at = bpf_ktime_get_ns();
	step(&v->seq);
	return 0;
}

static __always_inline int enters(void)
{
	int index = here();
	struct kvm_vcpu_counts *v = record(index);
	__u64 ns, last;

	if (index < 0 || !v->exited_at)
		return 0;
	ns = bpf_ktime_get_ns() - v->exited_at;
	last = v->last;
	step(&v->seq);
	v->exited_at = 0;
	v->entries++;
	v->outside_ns += ns;
	if (last < KVM_REASONS)
		v->reasons[last].ns += ns;
	else if (last == KVM_OTHER)
		v->other_ns += ns;
	step(&v->seq);
	return 0;
}

static __always_inline int userspace_exits(void)
{
	int index = here();

	if (index < 0)
		__sync_fetch_and_add(&state.rest_userspace_exits, 1);
	else
		record(index)->userspace_exits++;
	return 0;
}

static __always_inline int pio(__u32 direction)
{
	int index = here();

	if (index >= 0 && direction == KVM_PIO_OUT)
		record(index)->port_writes++;
	else if (index >= 0)
		record(index)->port_reads++;
	else if (direction == KVM_PIO_OUT)
		__sync_fetch_and_add(&state.rest_port_writes, 1);
	return 0;
}

/* A read that user space must answer is traced when it is answered. */
static __always_inline int mmio(__u32 type)
{
	int index = here();

	if (index >= 0 && type == KVM_MMIO_WRITE)
		record(index)->mmio_writes++;
	else if (index >= 0 && type == KVM_MMIO_READ)
		record(index)->mmio_reads++;
	return 0;
}

static __always_inline int halts(__u64 ns, bool waited)
{
	int index = here();
	struct kvm_vcpu_counts *v = record(index);

	if (index < 0)
		return 0;
	if (waited) {
		v->waits++;
		v->wait_ns += ns;
	} else {
		v->polls++;
		v->poll_ns += ns;
	}
	return 0;
}

/*
 * The process of a guest. kvm->userspace_pid is the thread that made the VM, which in some VMMs is
 * not the first.
 */
static __always_inline __u64 process_of(struct kvm *kvm)
{
	struct task_struct *owner = 0;

	if (bpf_core_field_exists(((struct mm_struct *)0)->owner))
		owner = BPF_CORE_READ(kvm, mm, owner);
	return (__u32)(owner ? BPF_CORE_READ(owner, tgid) : BPF_CORE_READ(kvm, userspace_pid));
}

/* The index of a guest's place, else where it may be entered; -1: nowhere. */
static __noinline int guest_place(__u64 pid)
{
	int room = -1;

	for (__u32 i = 0; i < KVM_PROBES; i++) {
		int index = (pid + i) & (KVM_GUESTS - 1);
		__u64 found = state.guests[index].pid;

		if (found == pid)
			return index;
		if (room < 0 && (!found || found == KVM_TOMBSTONE))
			room = index;
		if (!found)
			break;
	}
	return room;
}

/* Several vhost workers and other devices may signal one guest at once: atomic instructions. */
static __always_inline int injects(struct kvm *kvm)
{
	__u64 pid = process_of(kvm);
	int index = guest_place(pid);
	struct kvm_guest *guest = &state.guests[index & (KVM_GUESTS - 1)];
	__u64 found;

	__sync_fetch_and_add(&state.injections, 1);
	if (index < 0)
		return 0;
	found = guest->pid;
	if (found != pid &&
	    (__sync_val_compare_and_swap(&guest->pid, 0, pid) &&
	     __sync_val_compare_and_swap(&guest->pid, KVM_TOMBSTONE, pid) != KVM_TOMBSTONE) &&
	    guest->pid != pid)
		return 0; /* another guest was faster; the next injection looks again */
	__sync_fetch_and_add(&guest->injections, 1);
	return 0;
}

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
