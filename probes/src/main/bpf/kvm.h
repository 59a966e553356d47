/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What kvm.bpf.c counts, of all guests of the host together, in memory that user space maps.
 * KvmCounts.java is the twin; a test compares the two.
 */
#ifndef SIDECORE_KVM_H
#define SIDECORE_KVM_H

/* As many CPUs as Sidecore knows of (CpuSet.MAX_CPUS). What a CPU beyond counts goes to `beyond`.
 */
#define KVM_CPUS 1024

/* Each CPU has a cache line to itself, and counts without atomic instructions. */
struct kvm_counts {
	__u64 exits;	       /* guest left, for whatever reason */
	__u64 userspace_exits; /* and the kernel alone could not handle it */
	__u64 port_writes;     /* OUT; with an ioeventfd on the port, a kick */
	__u64 port_reads;      /* IN */
	__u64 unused[4];
};

struct kvm_state {
	struct kvm_counts cpus[KVM_CPUS] __attribute__((aligned(64)));
};

_Static_assert((KVM_CPUS & (KVM_CPUS - 1)) == 0, "the CPU is checked with a mask");
_Static_assert(sizeof(struct kvm_counts) == 64, "KvmCounts.java reads this");

#endif
