/* What the guest does with its devices. Nothing here waits, but for load_nap. */
#ifndef LAB_LOAD_H
#define LAB_LOAD_H

#include "device.h"
#include "options.h"

/* Takes back what the device has used, and counts it; receive buffers return to it at once. */
void load_serve(struct device *device);

/* Sends what is due after so many seconds. A device that cannot keep up is kicked later: nothing is
 * left out. */
void load_send(struct device *device, const struct options *options, double elapsed);

/* Sleeps until a call comes or something is due. */
void load_nap(struct device *devices, const struct options *options);

#endif
