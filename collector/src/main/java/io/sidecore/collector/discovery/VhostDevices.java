package io.sidecore.collector.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds each guest's vhost devices: from the kernel where it can be asked, else from the guest's open files. */
final class VhostDevices {

    private static final Comparator<VhostQueue> BY_FILE =
            Comparator.comparingInt(VhostQueue::fd).thenComparingInt(VhostQueue::index);

    private final StickyNumbers numbers = new StickyNumbers();

    /** Devices of each guest, in the order of their files. */
    Map<String, List<VhostDevice>> of(List<FoundGuest> guests, VhostView view) {
        Set<Long> known = new HashSet<>();
        Map<Integer, List<VhostQueue>> byOwner = view.queues().stream()
                .sorted(BY_FILE)
                .collect(Collectors.groupingBy(VhostQueue::owner, Collectors.toList()));
        Map<String, List<VhostDevice>> devices = new TreeMap<>();
        for (FoundGuest guest : guests) {
            List<VhostQueue> own = byOwner.getOrDefault(guest.process().pid(), List.of());
            devices.put(guest.name(), own.isEmpty() ? fromFiles(guest) : fromKernel(guest, own, known));
        }
        numbers.endScan();
        return devices;
    }

    private List<VhostDevice> fromFiles(FoundGuest guest) {
        List<VhostDevice> devices = new ArrayList<>();
        guest.process()
                .devices()
                .vhost()
                .forEach((fd, kind) -> devices.add(new VhostDevice(name(guest, kind, fd), kind, List.of())));
        return devices;
    }

    /**
     * Two files may be one device, in one process or, after a fork, in two: the oldest owner's lowest file counts. Guests
     * come the oldest first, and files in their order.
     */
    private List<VhostDevice> fromKernel(FoundGuest guest, List<VhostQueue> queues, Set<Long> known) {
        Map<Integer, List<VhostQueue>> byFile = new TreeMap<>();
        for (VhostQueue queue : queues) {
            if (known.add(queue.key())) {
                byFile.computeIfAbsent(queue.fd(), fd -> new ArrayList<>()).add(queue);
            }
        }
        List<VhostDevice> devices = new ArrayList<>();
        byFile.forEach((fd, own) -> {
            DeviceKind kind = own.get(0).kind();
            devices.add(new VhostDevice(name(guest, kind, fd), kind, List.copyOf(own)));
        });
        return devices;
    }

    private String name(FoundGuest guest, DeviceKind kind, int fd) {
        return kind.text() + numbers.of(guest.name() + "/" + kind.text(), fd);
    }
}
