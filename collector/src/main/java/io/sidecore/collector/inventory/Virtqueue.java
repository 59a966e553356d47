package io.sidecore.collector.inventory;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A vring of a guest's device, as found on the host.
 *
 * @param name stable and unique on the host: {@code GUEST/DEVICE/LABEL}, as in {@code vm1/net0/tx0}
 * @param guest whose it is
 * @param device the device's name within the guest, as in {@code net0}
 * @param label what it is for: {@code rx0}, {@code tx0}, {@code ctl}, {@code event}, {@code io0}
 * @param worker name of the worker that serves it; absent if not known, or between workers
 * @param ringSize descriptors; absent if not known
 * @param busyPollMicros how long its worker polls before it sleeps (vhost's busyloop timeout); absent if not known, 0: not
 * @param kickEventfd what {@code /proc/PID/fdinfo/FD} shows as eventfd-id of the kick's eventfd; absent if none or unknown
 * @param callEventfd the same of the call's
 */
public record Virtqueue(
        String name,
        String guest,
        String device,
        String label,
        Optional<String> worker,
        OptionalInt ringSize,
        OptionalLong busyPollMicros,
        OptionalInt kickEventfd,
        OptionalInt callEventfd) {}
