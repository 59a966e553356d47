/*
 * Plays a guest on a real /dev/vhost-net, and says exactly what it did: what a probe counts can be
 * compared with that. No virtual machine is involved, so a "kick" is a write to the eventfd that an
 * ioeventfd would signal, and a "call" a signal of vhost to the eventfd that would be an irqfd.
 */
#include "device.h"
#include "fail.h"
#include "load.h"
#include "options.h"
#include "report.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define FINISH_SECONDS 5
#define REPORT_SECONDS 1

static volatile sig_atomic_t told_to_end;

static void on_signal(int signal)
{
	(void)signal;
	told_to_end = 1;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static bool input_ended(void)
{
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	char ignored[256];

	return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0;
}

/* Whether each device has kicked as often as --count says, and was served. */
static bool all_done(const struct device *devices, const struct options *options)
{
	for (int i = 0; i < options->devices; i++)
		if (devices[i].rings[TX].kicks < (uint64_t)options->count ||
		    devices[i].done < devices[i].sent)
			return false;
	return options->count > 0;
}

/* Whoever holds us looks at what is counted of our devices when all is done, before they go. */
static void run(struct device *devices, const struct options *options, double start)
{
	double reported = start, time = start;
	bool announced = false;

	while (!told_to_end && time - start < options->seconds) {
		for (int i = 0; i < options->devices; i++) {
			load_serve(&devices[i]);
			load_send(&devices[i], options, time - start);
		}
		if (!announced && all_done(devices, options)) {
			if (!options->hold)
				return;
			print_counts("done", options, devices, time - start);
			announced = true;
		}
		if (time - reported >= REPORT_SECONDS) {
			reported += REPORT_SECONDS;
			print_counts("sent", options, devices, time - start);
			if (options->hold && input_ended())
				return;
		}
		load_nap(devices, options);
		time = now();
	}
}

/* Lets the devices take what was sent, and stops them: then no call is on its way, and the counts
 * are final. */
static void finish(struct device *devices, const struct options *options)
{
	double limit = now() + FINISH_SECONDS;

	for (int i = 0; i < options->devices; i++) {
		while (devices[i].done < devices[i].sent && now() < limit) {
			load_nap(devices, options);
			load_serve(&devices[i]);
		}
		device_stop(&devices[i]);
		load_serve(&devices[i]);
	}
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	check(sched_setaffinity(0, sizeof(set), &set), "--cpu");
}

int main(int argc, char **argv)
{
	static struct device devices[MAX_DEVICES];
	struct options options = parse_options(argc, argv);
	struct sigaction action = {.sa_handler = on_signal};
	char line[256];
	double start;

	prctl(PR_SET_NAME, options.name);
	for (int i = 0; i < options.devices; i++)
		device_open(devices, i, &options);
	if (options.cpu >= 0) /* only now, for a worker inherits the mask of its owner */
		pin(options.cpu);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	print_ready(&options, devices);
	if (!options.hold || read(STDIN_FILENO, line, sizeof(line)) > 0) {
		start = now();
		run(devices, &options, start);
	} else {
		start = now();
	}
	finish(devices, &options);
	print_counts("end", &options, devices, now() - start);
	return 0;
}
