// SPDX-License-Identifier: Apache-2.0
/*
 * Kicks as fast as one vCPU makes them: a guest in real mode writes to a port that is an ioeventfd, for ever.
 *
 *     kicks CPU
 *
 * says "ready TID", then reads seconds from its input, a window a line, and answers each with "EVENTS NANOSECONDS":
 * signals that arrived at the eventfd, and the CPU time of the vCPU's thread in that window. Ends with its input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PORT 0x3f8
#define CODE_AT 0x1000
#define PAGE 4096

/* mov dx,PORT; out dx,al; jmp to the out */
static const uint8_t code[] = {0xba, PORT & 0xff, PORT >> 8, 0xee, 0xeb, 0xfd};

static struct kvm_run *run;

static void die(const char *what)
{
	fprintf(stderr, "kicks: cannot %s: %s\n", what, strerror(errno));
	exit(1);
}

static int check(const char *what, int result)
{
	if (result < 0)
		die(what);
	return result;
}

static void leave_guest(int signal)
{
	(void)signal;
	run->immediate_exit = 1;
}

static uint64_t cpu_nanos(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void give_memory(int vm)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_AT, .memory_size = PAGE, .userspace_addr = (uintptr_t)page};

	if (page == MAP_FAILED)
		die("map guest memory");
	memcpy(page, code, sizeof(code));
	check("give the guest memory", ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region));
}

static int give_port(int vm)
{
	int fd = check("create an eventfd", eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	struct kvm_ioeventfd port = {.addr = PORT, .len = 1, .fd = fd, .flags = KVM_IOEVENTFD_FLAG_PIO};

	check("give the guest an ioeventfd", ioctl(vm, KVM_IOEVENTFD, &port));
	return fd;
}

static int boot(int kvm, int vm)
{
	int vcpu = check("create a vCPU", ioctl(vm, KVM_CREATE_VCPU, 0));
	int size = check("size the vCPU", ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	struct kvm_sregs special;
	struct kvm_regs general = {.rip = CODE_AT, .rflags = 2};

	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		die("map the vCPU");
	check("read the vCPU", ioctl(vcpu, KVM_GET_SREGS, &special));
	special.cs.base = 0;
	special.cs.selector = 0;
	check("set the vCPU", ioctl(vcpu, KVM_SET_SREGS, &special));
	check("start the vCPU", ioctl(vcpu, KVM_SET_REGS, &general));
	return vcpu;
}

static void run_for(int vcpu, timer_t timer, double seconds)
{
	struct itimerspec when = {.it_value = {(time_t)seconds, (seconds - (time_t)seconds) * 1e9}};

	run->immediate_exit = 0;
	check("set a timer", timer_settime(timer, 0, &when, NULL));
	while (!run->immediate_exit) {
		if (ioctl(vcpu, KVM_RUN, 0) < 0 && errno != EINTR && errno != EAGAIN)
			die("run the guest");
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = leave_guest};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
	int kvm, vm, vcpu, fd;
	timer_t timer;
	cpu_set_t cpu;
	double seconds;

	CPU_ZERO(&cpu);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &cpu);
	check("use that CPU", sched_setaffinity(0, sizeof(cpu), &cpu));
	kvm = check("open /dev/kvm", open("/dev/kvm", O_RDWR | O_CLOEXEC));
	vm = check("create a VM", ioctl(kvm, KVM_CREATE_VM, 0));
	give_memory(vm);
	fd = give_port(vm);
	vcpu = boot(kvm, vm);
	sigaction(SIGALRM, &action, NULL);
	check("create a timer", timer_create(CLOCK_MONOTONIC, &event, &timer));
	printf("ready %d\n", getpid());
	fflush(stdout);
	while (scanf("%lf", &seconds) == 1) {
		uint64_t nanos = cpu_nanos(), kicks = 0;

		run_for(vcpu, timer, seconds);
		nanos = cpu_nanos() - nanos;
		if (read(fd, &kicks, sizeof(kicks)) < 0 && errno != EAGAIN)
			die("count the kicks");
		printf("%llu %llu\n", (unsigned long long)kicks, (unsigned long long)nanos);
		fflush(stdout);
	}
	return 0;
}
