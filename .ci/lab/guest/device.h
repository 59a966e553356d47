/* A network device of the guest: a tap, /dev/vhost-net, two rings, and a worker of the kernel. */
#ifndef LAB_DEVICE_H
#define LAB_DEVICE_H

#include "options.h"
#include "ring.h"
#include "worker.h"

enum { RX = 0, TX = 1 }; /* the order of virtio-net's queues */

struct device {
	char tap_name[16];
	int tap_fd, vhost_fd;
	int packet_fd; /* sends into the tap; -1: not wanted */
	struct ring rings[2];
	struct worker worker;
	uint64_t sent, done;   /* packets posted to be sent; those that the device took */
	uint64_t injected, rx; /* packets given to the tap; those that arrived in the guest */
};

/* Opens device number `index` and starts it. The devices before it in the array are open. */
void device_open(struct device *devices, int index, const struct options *options);

/* Stops the worker's work on the device: after that no more calls come. */
void device_stop(struct device *device);

/* Sends one packet into the tap, if that takes it. */
void device_inject(struct device *device, const struct options *options);

#endif
