#include "device.h"
#include "fail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <linux/virtio_config.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* From linux/vhost.h of 6.18, whence Debian took it back to 6.12; the headers of Debian 12 lack it.
 */
#ifndef VHOST_SET_FORK_FROM_OWNER
#define VHOST_SET_FORK_FROM_OWNER _IOW(VHOST_VIRTIO, 0x84, __u8)
#endif

#define HEADER_BYTES ((int)sizeof(struct virtio_net_hdr_mrg_rxbuf))
#define ETHERTYPE_EXPERIMENTAL 0x88b5 /* nobody listens to it: the host drops the packets */

/* The guest's memory: the rings, then the buffers of each. */
#define BUFFERS_AT (1 << 20)
#define BUFFERS_BYTES (RING_SIZE * 4096)
#define MEMORY_BYTES (BUFFERS_AT + 2 * BUFFERS_BYTES)

static void fill_packet(uint8_t *packet, int size)
{
	static const uint8_t head[] = {0xff,
				       0xff,
				       0xff,
				       0xff,
				       0xff,
				       0xff,
				       0x02,
				       0x4c,
				       0x41,
				       0x42,
				       0,
				       1,
				       ETHERTYPE_EXPERIMENTAL >> 8,
				       ETHERTYPE_EXPERIMENTAL & 0xff};

	memset(packet, 0, size);
	memcpy(packet, head, sizeof(head));
}

/* Without IPv6, which would have the host send to the guest on its own. */
static void silence(const char *tap)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", tap);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return; /* no IPv6 at all */
	check(write(fd, "1", 1), path);
	close(fd);
}

static void open_tap(struct device *device)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	int header = HEADER_BYTES;
	int any;

	device->tap_fd =
		check(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun");
	strcpy(request.ifr_name, device->tap_name);
	check(ioctl(device->tap_fd, TUNSETIFF, &request), device->tap_name);
	check(ioctl(device->tap_fd, TUNSETVNETHDRSZ, &header), "TUNSETVNETHDRSZ");
	silence(device->tap_name);
	any = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	check(ioctl(any, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
	request.ifr_flags |= IFF_UP;
	check(ioctl(any, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
	close(any);
}

static int open_packet_socket(const char *tap)
{
	int fd = check(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(tap)};

	check(bind(fd, (struct sockaddr *)&address, sizeof(address)), "bind to the tap");
	return fd;
}

static void own(struct device *devices, int index, bool kthread)
{
	struct device *device = &devices[index];
	struct worker known[MAX_DEVICES];
	uint8_t from_owner = 0;

	device->vhost_fd = check(open("/dev/vhost-net", O_RDWR | O_CLOEXEC), "/dev/vhost-net");
	/* Kernels that refuse this have one kind only; it is compared below. */
	if (kthread)
		ioctl(device->vhost_fd, VHOST_SET_FORK_FROM_OWNER, &from_owner);
	check(ioctl(device->vhost_fd, VHOST_SET_OWNER, NULL), "VHOST_SET_OWNER");
	for (int i = 0; i < index; i++)
		known[i] = devices[i].worker;
	device->worker = new_worker(known, index);
	if (kthread && !device->worker.kthread)
		fail(1, "this kernel gives vhost no kernel threads (VHOST_SET_FORK_FROM_OWNER)");
}

static void share_memory(struct device *device, uint8_t *memory)
{
	struct vhost_memory *table = calloc(1, sizeof(*table) + sizeof(table->regions[0]));
	uint64_t wanted = 1ULL << VIRTIO_F_VERSION_1 | 1ULL << VIRTIO_NET_F_MRG_RXBUF;
	uint64_t offered;

	if (!table)
		fail(1, "no memory");
	table->nregions = 1;
	table->regions[0].memory_size = MEMORY_BYTES;
	table->regions[0].userspace_addr = (uintptr_t)memory;
	check(ioctl(device->vhost_fd, VHOST_GET_FEATURES, &offered), "VHOST_GET_FEATURES");
	wanted &= offered;
	check(ioctl(device->vhost_fd, VHOST_SET_FEATURES, &wanted), "VHOST_SET_FEATURES");
	check(ioctl(device->vhost_fd, VHOST_SET_MEM_TABLE, table), "VHOST_SET_MEM_TABLE");
	free(table);
}

static void share_ring(struct device *device, unsigned int index, int busyloop_us)
{
	struct ring *ring = &device->rings[index];
	struct vhost_vring_state size = {index, RING_SIZE}, base = {index, 0};
	struct vhost_vring_state busyloop = {index, busyloop_us};
	struct vhost_vring_addr address = {.index = index,
					   .desc_user_addr = (uintptr_t)ring->vring.desc,
					   .avail_user_addr = (uintptr_t)ring->vring.avail,
					   .used_user_addr = (uintptr_t)ring->vring.used};
	struct vhost_vring_file kick = {index, ring->kick_fd}, call = {index, ring->call_fd};
	int fd = device->vhost_fd;

	check(ioctl(fd, VHOST_SET_VRING_NUM, &size), "VHOST_SET_VRING_NUM");
	check(ioctl(fd, VHOST_SET_VRING_BASE, &base), "VHOST_SET_VRING_BASE");
	check(ioctl(fd, VHOST_SET_VRING_ADDR, &address), "VHOST_SET_VRING_ADDR");
	check(ioctl(fd, VHOST_SET_VRING_KICK, &kick), "VHOST_SET_VRING_KICK");
	check(ioctl(fd, VHOST_SET_VRING_CALL, &call), "VHOST_SET_VRING_CALL");
	if (busyloop_us)
		check(ioctl(fd, VHOST_SET_VRING_BUSYLOOP_TIMEOUT, &busyloop),
		      "VHOST_SET_VRING_BUSYLOOP_TIMEOUT");
}

static void set_backend(struct device *device, int tap_fd)
{
	for (unsigned int index = 0; index < 2; index++) {
		struct vhost_vring_file backend = {index, tap_fd};

		check(ioctl(device->vhost_fd, VHOST_NET_SET_BACKEND, &backend),
		      "VHOST_NET_SET_BACKEND");
	}
}

void device_open(struct device *devices, int index, const struct options *options)
{
	struct device *device = &devices[index];
	uint8_t *memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED)
		fail(1, "no memory for the guest: %s", strerror(errno));
	snprintf(device->tap_name, sizeof(device->tap_name), "%s%d", options->name, index);
	open_tap(device);
	device->packet_fd = options->rx_per_second > 0 ? open_packet_socket(device->tap_name) : -1;
	own(devices, index, options->kthread);
	share_memory(device, memory);
	ring_init(&device->rings[RX], memory, BUFFERS_AT, MAX_PACKET, true);
	ring_init(&device->rings[TX], memory + RING_BYTES, BUFFERS_AT + BUFFERS_BYTES,
		  HEADER_BYTES + options->size, false);
	for (int i = 0; i < RING_SIZE;
	     i++) /* the header before each stays zero: nothing to offload */
		fill_packet(memory + device->rings[TX].vring.desc[i].addr + HEADER_BYTES,
			    options->size);
	for (unsigned int ring = 0; ring < 2; ring++)
		share_ring(device, ring, options->busyloop_us);
	ring_post(&device->rings[RX], RING_SIZE);
	set_backend(device, device->tap_fd);
}

/* vhost waits for its worker when it lets go of a tap. */
void device_stop(struct device *device)
{
	set_backend(device, -1);
}

void device_inject(struct device *device, const struct options *options)
{
	uint8_t packet[MAX_PACKET];

	fill_packet(packet, options->size);
	if (send(device->packet_fd, packet, options->size, 0) == options->size)
		device->injected++;
	else if (errno != ENOBUFS && errno != EAGAIN)
		fail(1, "cannot send to %s: %s", device->tap_name, strerror(errno));
}
