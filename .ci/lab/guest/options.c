#include "options.h"
#include "fail.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: guest [OPTION...]   plays a guest on /dev/vhost-net, and says what it sent\n"
	"  --name NAME       of the guest; its taps are NAME0, NAME1, ... (guest)\n"
	"  --devices N       network devices, each with a vhost worker (1)\n"
	"  --kicks RATE      kicks per second of each device, every one carried out (1000)\n"
	"  --flood           instead: all that the worker takes, kicked when it asks for it\n"
	"  --idle            instead: nothing\n"
	"  --count N         end when each device has kicked so many times\n"
	"  --batch N         packets for each kick (1)\n"
	"  --size BYTES      of each packet (64)\n"
	"  --seconds S       end after that time (10)\n"
	"  --rx RATE         packets per second sent to each device through its tap (0)\n"
	"  --busyloop US     the worker polls so long before it sleeps (0)\n"
	"  --cpu N           where the guest runs; its workers run anywhere\n"
	"  --kthread         workers shall be kernel threads, not threads of the guest\n"
	"  --hold            send from the first line on standard input on, end when that\n"
	"                    ends; after --count kicks, say \"done\" and stay\n";

static double number(const char *option, const char *text, double least, double most)
{
	char *end;
	double value;

	errno = 0;
	value = strtod(text, &end);
	if (errno || end == text || *end || !(value >= least && value <= most))
		fail(2, "--%s must be a number from %g to %g, not '%s'", option, least, most, text);
	return value;
}

static long whole(const char *option, const char *text, long least, long most)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || end == text || *end || value < least || value > most)
		fail(2, "--%s must be a whole number from %ld to %ld, not '%s'", option, least,
		     most, text);
	return value;
}

/* It becomes part of an interface's name (15 characters) and goes into JSON as it is. */
static const char *checked_name(const char *text)
{
	size_t length = strlen(text);
	bool good = length >= 1 && length <= 12;

	for (size_t i = 0; i < length; i++)
		good = good && (isalnum((unsigned char)text[i]) || text[i] == '-');
	if (!good)
		fail(2, "--name must be 1 to 12 letters, digits or '-', not '%s'", text);
	return text;
}

enum {
	NAME = 1,
	DEVICES,
	KICKS,
	FLOOD,
	IDLE,
	COUNT,
	BATCH,
	SIZE,
	SECONDS,
	RX,
	BUSYLOOP,
	CPU,
	KTHREAD,
	HOLD,
	HELP
};

static const struct option known[] = {
	{"name", required_argument, NULL, NAME},
	{"devices", required_argument, NULL, DEVICES},
	{"kicks", required_argument, NULL, KICKS},
	{"flood", no_argument, NULL, FLOOD},
	{"idle", no_argument, NULL, IDLE},
	{"count", required_argument, NULL, COUNT},
	{"batch", required_argument, NULL, BATCH},
	{"size", required_argument, NULL, SIZE},
	{"seconds", required_argument, NULL, SECONDS},
	{"rx", required_argument, NULL, RX},
	{"busyloop", required_argument, NULL, BUSYLOOP},
	{"cpu", required_argument, NULL, CPU},
	{"kthread", no_argument, NULL, KTHREAD},
	{"hold", no_argument, NULL, HOLD},
	{"help", no_argument, NULL, HELP},
	{0},
};

static void take(struct options *o, int option, const char *value, int *loads)
{
	switch (option) {
	case NAME:
		o->name = checked_name(value);
		break;
	case DEVICES:
		o->devices = whole("devices", value, 1, MAX_DEVICES);
		break;
	case KICKS:
		o->kicks_per_second = number("kicks", value, 0.001, 1e6);
		++*loads;
		break;
	case FLOOD:
		o->load = LOAD_FLOOD;
		++*loads;
		break;
	case IDLE:
		o->load = LOAD_IDLE;
		++*loads;
		break;
	case COUNT:
		o->count = whole("count", value, 1, 1000000000);
		break;
	case BATCH:
		o->batch = whole("batch", value, 1, RING_SIZE);
		break;
	case SIZE:
		o->size = whole("size", value, 14, 1514);
		break;
	case SECONDS:
		o->seconds = number("seconds", value, 0.001, 1e6);
		break;
	case RX:
		o->rx_per_second = number("rx", value, 0, 1e6);
		break;
	case BUSYLOOP:
		o->busyloop_us = whole("busyloop", value, 0, 1000000);
		break;
	case CPU:
		o->cpu = whole("cpu", value, 0, 1023);
		break;
	case KTHREAD:
		o->kthread = true;
		break;
	case HOLD:
		o->hold = true;
		break;
	case HELP:
		fputs(usage, stdout);
		exit(0);
	}
}

struct options parse_options(int argc, char **argv)
{
	struct options o = {
		.name = "guest",
		.devices = 1,
		.load = LOAD_RATE,
		.kicks_per_second = 1000,
		.batch = 1,
		.size = 64,
		.seconds = 10,
		.cpu = -1,
	};
	int loads = 0;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (option == ':')
			fail(2, "%s needs a value", argv[optind - 1]);
		if (option == '?')
			fail(2, "unknown option '%s'; see --help", argv[optind - 1]);
		take(&o, option, optarg, &loads);
	}
	if (optind < argc)
		fail(2, "unknown argument '%s'; see --help", argv[optind]);
	if (loads > 1)
		fail(2, "--kicks, --flood and --idle exclude each other");
	if (o.count && o.load != LOAD_RATE)
		fail(2, "--count needs --kicks");
	return o;
}
