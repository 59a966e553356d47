// SPDX-License-Identifier: Apache-2.0
/*
 * Context switches as fast as one CPU makes them: two threads wake each other through eventfds.
 *
 *     switches CPU
 *
 * says "ready TID TID", then reads seconds from its input, a window a line, and answers each with
 * "EVENTS NANOSECONDS": context switches, and the CPU time of the process in that window. Ends with its input.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WARM_UP 2000
#define TRIPS_PER_LOOK 64 /* at the clock */

static int there, back;
static pid_t partner;

static uint64_t nanos(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static long switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nvcsw + usage.ru_nivcsw;
}

static void signal_fd(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) != sizeof(one))
		exit(1);
}

static void wait_fd(int fd)
{
	uint64_t value;

	if (read(fd, &value, sizeof(value)) != sizeof(value))
		exit(1);
}

static void *answer(void *unused)
{
	(void)unused;
	partner = syscall(SYS_gettid);
	signal_fd(back);
	for (;;) {
		wait_fd(there);
		signal_fd(back);
	}
	return NULL;
}

static void trips(int count)
{
	while (count-- > 0) {
		signal_fd(there);
		wait_fd(back);
	}
}

int main(int argc, char **argv)
{
	cpu_set_t cpu;
	pthread_t thread;
	double seconds;

	CPU_ZERO(&cpu);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &cpu);
	if (sched_setaffinity(0, sizeof(cpu), &cpu)) {
		perror("switches: cannot use that CPU");
		return 1;
	}
	there = eventfd(0, EFD_CLOEXEC);
	back = eventfd(0, EFD_CLOEXEC);
	if (there < 0 || back < 0 || pthread_create(&thread, NULL, answer, NULL)) {
		perror("switches: cannot start");
		return 1;
	}
	wait_fd(back);
	printf("ready %d %d\n", getpid(), partner);
	fflush(stdout);
	while (scanf("%lf", &seconds) == 1) {
		uint64_t end, cpu_nanos;
		long before;

		trips(WARM_UP);
		end = nanos(CLOCK_MONOTONIC) + seconds * 1e9;
		before = switches();
		cpu_nanos = nanos(CLOCK_PROCESS_CPUTIME_ID);
		while (nanos(CLOCK_MONOTONIC) < end)
			trips(TRIPS_PER_LOOK);
		cpu_nanos = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu_nanos;
		printf("%ld %llu\n", switches() - before, (unsigned long long)cpu_nanos);
		fflush(stdout);
	}
	return 0;
}
