/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The half of kvm.bpf.c that counts: what an exit, an entry, an access and an injection do to the
 * record of a vCPU, and to that of its guest. */
#ifndef SIDECORE_KVM_COUNT_H
#define SIDECORE_KVM_COUNT_H

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

#endif
