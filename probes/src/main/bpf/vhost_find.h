/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The half of vhost.bpf.c that finds virtqueues: an iterator over all open files of all processes.
 * It needs no kernel function to attach to, works where those are off limits, and finds queues that
 * do nothing.
 *
 * A vhost device is known by its file's device number: symbols, whose addresses would do as well,
 * may be hidden from user space, and /proc/misc is not.
 */
#ifndef SIDECORE_VHOST_FIND_H
#define SIDECORE_VHOST_FIND_H

#define S_IFMT 00170000
#define S_IFCHR 0020000

#define AT(type, field) bpf_core_field_offset(type, field)

struct vhost_state state;

/* What a file of the character device numbered `number` is; VHOST_KINDS if not one of vhost. */
static __always_inline __u32 kind_of(struct file *file)
{
	struct inode *inode = file->f_inode;
	__u32 number;

	if ((inode->i_mode & S_IFMT) != S_IFCHR)
		return VHOST_KINDS;
	number = inode->i_rdev;
	for (__u32 kind = 0; kind < VHOST_KINDS; kind++) {
		if (state.devices[kind] && state.devices[kind] == number)
			return kind;
	}
	return VHOST_KINDS;
}

/*
 * Of a driver's file; 0 if this kernel does not tell where it is. The private data is read as a
 * number: since 6.17 a void pointer that is followed has a type of its own, and the verifier takes
 * the sum of 0 and such a pointer for 0, and what depends on it for dead code.
 */
static __noinline struct vhost_dev *device_of(struct file *file, __u32 kind)
{
	__u64 at = (__u64)BPF_CORE_READ(file, private_data);

	if (!at)
		return 0;
	switch (kind) {
	case VHOST_NET:
		return bpf_core_type_exists(struct vhost_net)
			       ? (void *)(at + AT(struct vhost_net, dev))
			       : 0;
	case VHOST_VSOCK:
		return bpf_core_type_exists(struct vhost_vsock)
			       ? (void *)(at + AT(struct vhost_vsock, dev))
			       : 0;
	default:
		return bpf_core_type_exists(struct vhost_scsi)
			       ? (void *)(at + AT(struct vhost_scsi, dev))
			       : 0;
	}
}

/*
 * Not inline: a compiler may move the offset of a field, which is poison where this kernel has no
 * such field, out of a loop and of the branch that makes sure of it.
 */
static __noinline struct task_struct *worker_of(struct vhost_dev *dev, struct vhost_virtqueue *vq)
{
	struct vhost_virtqueue___worker *own = (void *)vq;
	struct vhost_dev___kthread *old = (void *)dev;
	struct vhost_dev___task *shared = (void *)dev;
	struct vhost_worker *worker;
	struct task_struct *task;

	if (!bpf_core_type_exists(struct vhost_worker))
		return BPF_CORE_READ(old, worker);
	if (bpf_core_field_exists(own->worker))
		worker = BPF_CORE_READ(own, worker);
	else
		worker = BPF_CORE_READ(shared, worker);
	if (!worker)
		return 0;
	if (bpf_core_field_exists(((struct vhost_worker___kthread *)worker)->kthread_task)) {
		task = BPF_CORE_READ((struct vhost_worker___kthread *)worker, kthread_task);
		if (task)
			return task;
	}
	return BPF_CORE_READ(worker, vtsk, task);
}

static __always_inline void tell_worker(struct vhost_finding *f, struct task_struct *task)
{
	struct task_struct___id *worker = (void *)task;

	if (!worker)
		return;
	f->worker = BPF_CORE_READ(worker, pid);
	f->worker_pid = BPF_CORE_READ(worker, tgid);
	f->worker_started_ns = BPF_CORE_READ(worker, start_boottime);
	f->worker_kthread = !!(BPF_CORE_READ(worker, flags) & PF_KTHREAD);
}

static __always_inline void tell_eventfds(struct vhost_finding *f, struct vhost_virtqueue *vq)
{
	struct eventfd_ctx *call = BPF_CORE_READ(vq, call_ctx.ctx), *kick = 0;
	struct file *file = BPF_CORE_READ(vq, kick);

	if (file)
		kick = BPF_CORE_READ(file, private_data);
	if (kick)
		f->kick_eventfd = BPF_CORE_READ(kick, id) + 1;
	if (call)
		f->call_eventfd = BPF_CORE_READ(call, id) + 1;
}

static __noinline void tell_works(struct vhost_finding *f, struct vhost_dev *dev)
{
	f->works[VHOST_GUEST] = f->vq + AT(struct vhost_virtqueue, poll.work);
	f->works[VHOST_BACKEND] = 0;
	if (f->kind == VHOST_NET && bpf_core_type_exists(struct vhost_net)) {
		__u64 net = (__u64)dev - AT(struct vhost_net, dev);

		if (f->index == 0)
			f->works[VHOST_BACKEND] = net + AT(struct vhost_net, poll[0].work);
		else if (f->index == 1)
			f->works[VHOST_BACKEND] = net + AT(struct vhost_net, poll[1].work);
	}
	if (f->kind == VHOST_VSOCK && f->index == 0 && bpf_core_type_exists(struct vhost_vsock))
		f->works[VHOST_BACKEND] = (__u64)dev - AT(struct vhost_vsock, dev) +
					  AT(struct vhost_vsock, send_pkt_work);
	if (f->kind == VHOST_SCSI &&
	    bpf_core_field_exists(struct vhost_scsi_virtqueue, completion_work))
		f->works[VHOST_BACKEND] = f->vq - AT(struct vhost_scsi_virtqueue, vq) +
					  AT(struct vhost_scsi_virtqueue, completion_work);
}

/* Not static: a kernel checks it once then, not for each of a device's queues. */
__noinline int tell_queue(struct vhost_finding *f, __u64 dev, __u64 at)
{
	struct vhost_virtqueue *vq = (void *)at;

	if (!f)
		return 0;
	f->vq = at;
	f->ring_size = BPF_CORE_READ(vq, num);
	f->backend = !!BPF_CORE_READ(vq, private_data);
	f->features = BPF_CORE_READ(vq, acked_features);
	f->busy_poll_us = BPF_CORE_READ(vq, busyloop_timeout);
	f->head = BPF_CORE_READ(vq, last_avail_idx);
	f->worker = 0;
	f->worker_pid = 0;
	f->worker_kthread = 0;
	f->worker_started_ns = 0;
	f->kick_eventfd = 0;
	f->call_eventfd = 0;
	tell_works(f, (void *)dev);
	tell_worker(f, worker_of((void *)dev, vq));
	tell_eventfds(f, vq);
	return 0;
}

/* Tells of every virtqueue of every open vhost device, in struct vhost_finding. */
SEC("iter/task_file")
int find_queues(struct bpf_iter__task_file *ctx)
{
	struct task_struct___id *task = (void *)ctx->task;
	struct file *file = ctx->file;
	struct vhost_finding f = {};
	struct vhost_virtqueue **vqs;
	struct vhost_dev *dev;
	struct mm_struct *mm;
	__u32 queues;

	if (!task || !file)
		return 0;
	f.kind = kind_of(file);
	if (f.kind == VHOST_KINDS)
		return 0;
	dev = device_of(file, f.kind);
	if (!dev)
		return 0;
	mm = BPF_CORE_READ(dev, mm);
	if (!mm) /* nobody owns it, and no worker serves it */
		return 0;
	f.fd = ctx->fd;
	f.owner = BPF_CORE_READ(task, tgid);
	f.owned = BPF_CORE_READ(task, mm) == mm;
	f.owner_started_ns = BPF_CORE_READ(task, group_leader, start_boottime);
	f.queues = queues = BPF_CORE_READ(dev, nvqs);
	vqs = BPF_CORE_READ(dev, vqs);
	for (__u32 i = 0; i < VHOST_DEVICE_QUEUES && i < queues; i++) {
		__u64 vq = 0;

		bpf_probe_read_kernel(&vq, sizeof(vq), &vqs[i]);
		if (!vq)
			break;
		f.index = i;
		tell_queue(&f, (__u64)dev, vq);
		bpf_seq_write(ctx->meta->seq, &f, sizeof(f));
	}
	return 0;
}

#endif
