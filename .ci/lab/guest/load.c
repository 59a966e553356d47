#include "load.h"

#include <poll.h>
#include <time.h>

#define LONGEST_NAP 0.01

void load_serve(struct device *device)
{
	struct ring *rx = &device->rings[RX];
	int arrived;

	/* Calls first: one that comes after the look at the ring must still wake us. */
	ring_read_calls(&device->rings[TX]);
	ring_read_calls(rx);
	device->done += ring_reap(&device->rings[TX]);
	arrived = ring_reap(rx);
	if (arrived) {
		device->rx += arrived;
		ring_post(rx, arrived);
		if (ring_wants_kick(rx))
			ring_kick(rx);
	}
}

/* Posts a batch if there is room. Whether to kick is the caller's matter. */
static bool post(struct device *device, int batch)
{
	struct ring *tx = &device->rings[TX];

	if (ring_inflight(tx) + batch > RING_SIZE)
		return false;
	ring_post(tx, batch);
	device->sent += batch;
	return true;
}

/* Gives the device all that it can take. */
static void flood(struct device *device, int batch)
{
	while (post(device, batch))
		if (ring_wants_kick(&device->rings[TX]))
			ring_kick(&device->rings[TX]);
}

static uint64_t due(double rate, double elapsed, long most)
{
	uint64_t count = (uint64_t)(rate * elapsed);

	return most && count > (uint64_t)most ? (uint64_t)most : count;
}

void load_send(struct device *device, const struct options *options, double elapsed)
{
	struct ring *tx = &device->rings[TX];

	if (options->load == LOAD_FLOOD)
		flood(device, options->batch);
	if (options->load == LOAD_RATE)
		while (tx->kicks < due(options->kicks_per_second, elapsed, options->count) &&
		       post(device, options->batch))
			ring_kick(tx);
	if (options->rx_per_second > 0 &&
	    device->injected < due(options->rx_per_second, elapsed, 0))
		device_inject(device, options);
}

void load_nap(struct device *devices, const struct options *options)
{
	struct pollfd calls[2 * MAX_DEVICES];
	double rate = options->rx_per_second, seconds = LONGEST_NAP;
	struct timespec wait;

	if (options->load == LOAD_RATE && options->kicks_per_second > rate)
		rate = options->kicks_per_second;
	if (rate > 1 / LONGEST_NAP)
		seconds = 1 / rate;
	wait = (struct timespec){.tv_nsec = (long)(seconds * 1e9)};
	for (int i = 0; i < 2 * options->devices; i++)
		calls[i] = (struct pollfd){devices[i / 2].rings[i % 2].call_fd, POLLIN, 0};
	ppoll(calls, 2 * options->devices, &wait, NULL);
}
