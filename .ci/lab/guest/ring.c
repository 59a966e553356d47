#include "ring.h"
#include "fail.h"
#include "options.h"

#include <sys/eventfd.h>
#include <unistd.h>

#define BUFFER_STRIDE 4096

void ring_init(struct ring *ring, void *memory, uint64_t buffers_at, uint32_t buffer_bytes,
	       bool device_writes)
{
	_Static_assert(16 * RING_SIZE + 2 * (3 + RING_SIZE) + 4096 + 6 + 8 * RING_SIZE <= RING_BYTES,
		       "a ring needs more than RING_BYTES");
	*ring = (struct ring){0};
	vring_init(&ring->vring, RING_SIZE, memory, 4096);
	for (int i = 0; i < RING_SIZE; i++) {
		ring->vring.desc[i].addr = buffers_at + (uint64_t)i * BUFFER_STRIDE;
		ring->vring.desc[i].len = buffer_bytes;
		ring->vring.desc[i].flags = device_writes ? VRING_DESC_F_WRITE : 0;
	}
	ring->kick_fd = check(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
	ring->call_fd = check(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
}

uint16_t ring_inflight(const struct ring *ring)
{
	return ring->posted - ring->seen;
}

/* vhost-net uses buffers in the order in which it got them, so the next ones are free. */
void ring_post(struct ring *ring, int count)
{
	for (int i = 0; i < count; i++) {
		ring->vring.avail->ring[ring->posted % RING_SIZE] = ring->posted % RING_SIZE;
		ring->posted++;
	}
	__atomic_store_n(&ring->vring.avail->idx, ring->posted, __ATOMIC_RELEASE);
}

int ring_reap(struct ring *ring)
{
	uint16_t used = __atomic_load_n(&ring->vring.used->idx, __ATOMIC_ACQUIRE);
	int count = (uint16_t)(used - ring->seen);

	ring->seen = used;
	return count;
}

bool ring_wants_kick(const struct ring *ring)
{
	/* The post must be visible before the flag is read: vhost sets it, then looks once more. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(__atomic_load_n(&ring->vring.used->flags, __ATOMIC_RELAXED) &
		 VRING_USED_F_NO_NOTIFY);
}

void ring_kick(struct ring *ring)
{
	uint64_t one = 1;

	check(write(ring->kick_fd, &one, sizeof(one)), "kick");
	ring->kicks++;
}

void ring_read_calls(struct ring *ring)
{
	uint64_t calls;

	if (read(ring->call_fd, &calls, sizeof(calls)) == sizeof(calls))
		ring->calls += calls;
}
