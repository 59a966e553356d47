/* What a run of the generator shall do, as its command line says. */
#ifndef LAB_OPTIONS_H
#define LAB_OPTIONS_H

#include <stdbool.h>

#define MAX_DEVICES 16
/* Deep: while a flooding guest fills it up, be it slowly, its worker shall still have work. */
#define RING_SIZE 1024
#define MAX_PACKET 2048 /* a buffer in the guest's memory holds it and its header */

enum load { LOAD_RATE, LOAD_FLOOD, LOAD_IDLE };

struct options {
	const char *name;
	int devices;
	enum load load;
	double kicks_per_second; /* of each device; LOAD_RATE only */
	long count;		 /* kicks of each device after which the run ends; 0: no such end */
	int batch;		 /* packets for each kick */
	int size;		 /* bytes of each packet */
	double seconds;
	double rx_per_second; /* packets sent to each device through its tap */
	int busyloop_us;      /* 0: none */
	int cpu;	      /* the guest's own, not its workers'; -1: any */
	bool kthread;
	bool hold;
};

/* Leaves the program, with one line that says what is wrong, if the arguments make no sense. */
struct options parse_options(int argc, char **argv);

#endif
