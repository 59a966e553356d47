/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What kvm.bpf.c counts for each vCPU thread, in memory that user space maps. A vCPU is entered
 * by BPF when it is first seen; user space takes out those whose thread has ended.
 * KvmLayout.java is the twin; a test compares the two.
 */
#ifndef SIDECORE_KVM_H
#define SIDECORE_KVM_H

/* A large host has some 1000 vCPUs, and tids that lie side by side rarely meet. 2.3 MiB. */
#define KVM_VCPUS 4096

/* How far from its own place a thread may be entered; the events of one beyond are `dropped`. */
#define KVM_PROBES 16

/* A place that was freed, but that a search must pass; no thread has this tid. */
#define KVM_TOMBSTONE 0xffffffffULL

/* Guests exit for about ten reasons; those of a further one go to other_*. */
#define KVM_REASONS 16

/* A reason is kept at most this many slots after its own. */
#define KVM_REASON_PROBES 8

/* What is not a slot of a reason, in `last`. */
#define KVM_OTHER 16   /* the slots around its own are taken */
#define KVM_UNKNOWN 17 /* the kernel does not say the reason */

/* Guests with interrupts by irqfd; those of a further one are in `injections` only. */
#define KVM_GUESTS 1024

struct kvm_reason {
	__u64 code; /* the processor's, plus 1; 0: free */
	__u64 count;
	__u64 ns; /* to re-entry */
};

struct kvm_vcpu_counts {
	__u64 started; /* the thread, in ns since boot; 0: being cleared */
	__u32 tid;
	__u32 tgid;	 /* the guest's process */
	__u64 seq;	 /* odd while BPF writes what exits and entries change */
	__u64 exited_at; /* monotonic ns; 0: in the guest, or not known */
	__u64 last;	 /* slot of the reason of the exit at exited_at */
	__u64 exits;
	__u64 entries; /* that ended an exit */
	__u64 outside_ns;
	__u64 userspace_exits; /* the kernel alone could not handle them */
	__u64 port_writes;
	__u64 port_reads;
	__u64 mmio_writes;
	__u64 mmio_reads;
	__u64 ioeventfd_writes; /* kicks */
	__u64 polls;		/* halts that ended while KVM still polled */
	__u64 poll_ns;
	__u64 waits; /* halts that slept, with the poll before */
	__u64 wait_ns;
	__u64 other_count;
	__u64 other_ns;
	__u64 entered; /* monotonic ns; differs if the record began anew */
	__u64 number; /* of the vCPU in its guest, plus 1; 0: the kernel did not say */
	__u64 unused[2];
	struct kvm_reason reasons[KVM_REASONS];
};

struct kvm_guest {
	__u64 pid; /* 0: free */
	__u64 injections;
};

struct kvm_state {
	__u64 places[KVM_VCPUS]; /* tid of the vCPU whose record has this index; 0: free */
	struct kvm_vcpu_counts vcpus[KVM_VCPUS] __attribute__((aligned(64)));
	struct kvm_guest guests[KVM_GUESTS];
	__u64 isa; /* 1: VMX, 2: SVM (KVM_ISA_* in arch/x86/kvm/trace.h); 0: not known */
	__u64 injections;
	/* What is in no record: events that were dropped, vCPUs whose tid another one took over. */
	__u64 dropped;
	__u64 rest_exits;
	__u64 rest_userspace_exits;
	__u64 rest_port_writes;
};

_Static_assert((KVM_VCPUS & (KVM_VCPUS - 1)) == 0, "places are found with a mask");
_Static_assert((KVM_GUESTS & (KVM_GUESTS - 1)) == 0, "guests are found with a mask");
_Static_assert((KVM_REASONS & (KVM_REASONS - 1)) == 0, "reasons are found with a mask");
_Static_assert(KVM_OTHER >= KVM_REASONS && KVM_UNKNOWN >= KVM_REASONS, "not slots");
_Static_assert(sizeof(struct kvm_vcpu_counts) == 8 * (24 + 3 * KVM_REASONS),
	       "KvmLayout.java reads this");
_Static_assert(sizeof(struct kvm_vcpu_counts) % 64 == 0, "a vCPU's record is whole cache lines");

#endif
