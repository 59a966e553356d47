/* The driver's side of a split virtqueue whose device is vhost: no event index, no indirect
 * descriptors. */
#ifndef LAB_RING_H
#define LAB_RING_H

#include <linux/virtio_ring.h>
#include <stdbool.h>
#include <stdint.h>

struct ring {
	struct vring vring;
	int kick_fd, call_fd;
	uint16_t posted; /* buffers ever given to the device, modulo 2^16 */
	uint16_t seen;	 /* those of them that it was seen to have used */
	uint64_t kicks, calls;
};

/* Bytes of memory that a ring needs, aligned to a page. */
#define RING_BYTES 32768

/* Lays out an empty ring in zeroed memory, and makes its eventfds. Descriptor d is buffer d, of the
 * given size. */
void ring_init(struct ring *ring, void *memory, uint64_t buffers_at, uint32_t buffer_bytes,
	       bool device_writes);

/* Buffers that the device has and has not used. */
uint16_t ring_inflight(const struct ring *ring);

/* Gives so many buffers, in order, to the device. They must be free. */
void ring_post(struct ring *ring, int count);

/* Takes note of what the device used since the last call, and says how many buffers that were. */
int ring_reap(struct ring *ring);

/* Whether the device asks to be kicked after a post. */
bool ring_wants_kick(const struct ring *ring);

void ring_kick(struct ring *ring);

/* Adds up the calls that have come. */
void ring_read_calls(struct ring *ring);

#endif
