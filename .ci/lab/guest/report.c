#include "report.h"

#include <stdio.h>
#include <unistd.h>

static long eventfd_id(int fd)
{
	char path[64], line[128];
	long id = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		sscanf(line, "eventfd-id: %ld", &id);
	fclose(file);
	return id;
}

void print_ready(const struct options *options, const struct device *devices)
{
	for (int i = 0; i < options->devices; i++) {
		const struct device *d = &devices[i];

		printf("{\"event\":\"ready\",\"name\":\"%s\",\"pid\":%d,\"device\":%d,\"tap\":\"%"
		       "s\","
		       "\"worker\":%d,\"worker_kind\":\"%s\","
		       "\"rx_kick_id\":%ld,\"rx_call_id\":%ld,\"tx_kick_id\":%ld,\"tx_call_id\":%"
		       "ld}\n",
		       options->name, getpid(), i, d->tap_name, d->worker.tid,
		       d->worker.kthread ? "kthread" : "vhost_task",
		       eventfd_id(d->rings[RX].kick_fd), eventfd_id(d->rings[RX].call_fd),
		       eventfd_id(d->rings[TX].kick_fd), eventfd_id(d->rings[TX].call_fd));
	}
	fflush(stdout);
}

void print_counts(const char *event, const struct options *options, const struct device *devices,
		  double seconds)
{
	for (int i = 0; i < options->devices; i++) {
		const struct device *d = &devices[i];

		printf("{\"event\":\"%s\",\"name\":\"%s\",\"device\":%d,\"seconds\":%.3f,"
		       "\"tx_kicks\":%lu,\"tx_packets\":%lu,\"tx_done\":%lu,\"tx_calls\":%lu,"
		       "\"rx_kicks\":%lu,\"rx_injected\":%lu,\"rx_packets\":%lu,\"rx_calls\":%lu}"
		       "\n",
		       event, options->name, i, seconds, d->rings[TX].kicks, d->sent, d->done,
		       d->rings[TX].calls, d->rings[RX].kicks, d->injected, d->rx,
		       d->rings[RX].calls);
	}
	fflush(stdout);
}
