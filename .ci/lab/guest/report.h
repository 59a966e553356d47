/* What the generator says: JSON objects, one a line, for each device. */
#ifndef LAB_REPORT_H
#define LAB_REPORT_H

#include "device.h"
#include "options.h"

/* Who serves the device, and the eventfd-id (as in /proc/PID/fdinfo) of each of its eventfds. */
void print_ready(const struct options *options, const struct device *devices);

/* All that was counted since the start. After the event "end" it changes no more. */
void print_counts(const char *event, const struct options *options, const struct device *devices,
		  double seconds);

#endif
