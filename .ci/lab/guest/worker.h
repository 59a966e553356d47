/* The kernel's threads that serve this process. */
#ifndef LAB_WORKER_H
#define LAB_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

struct worker {
	pid_t tid;
	bool kthread; /* else it is a thread of ours */
};

/* Finds the one vhost worker of this process that is not among the known ones. */
struct worker new_worker(const struct worker *known, int count);

#endif
