package io.sidecore.collector.support;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.HugePages;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** Devices and memory for guests. */
final class DeviceCheck {

    private DeviceCheck() {}

    static List<Capability> lines(HostFiles files) {
        return List.of(kvm(files), vhostNet(files), hugePages(files));
    }

    private static Capability kvm(HostFiles files) {
        String path = "dev/kvm";
        if (!files.exists(path)) {
            return Capability.missing(
                    "/dev/kvm",
                    "absent",
                    "QEMU guests are emulated, slowly; load guests do not need it. Fix: modprobe kvm_intel or kvm_amd");
        }
        return Files.isWritable(files.path(path))
                ? Capability.ok("/dev/kvm", "present")
                : Capability.degraded(
                        "/dev/kvm", "present, not ours to open", "QEMU guests are emulated. Fix: run as root");
    }

    private static Capability vhostNet(HostFiles files) {
        return files.exists("dev/vhost-net")
                ? Capability.ok("/dev/vhost-net", "present")
                : Capability.missing(
                        "/dev/vhost-net",
                        "absent",
                        "no kernel vhost workers here; the embedded backend does not need it. Fix: modprobe vhost_net");
    }

    private static Capability hugePages(HostFiles files) {
        List<HugePages> reserved =
                HugePages.read(files).stream().filter(size -> size.total() > 0).toList();
        return reserved.isEmpty()
                ? Capability.degraded(
                        "huge pages",
                        "none reserved",
                        "guest memory lies in small pages, which costs some throughput. Fix: sysctl vm.nr_hugepages=512")
                : Capability.ok(
                        "huge pages",
                        reserved.stream()
                                .map(size -> size.free() + " of " + size.total() + " free, " + size.kib() + " KiB each")
                                .collect(Collectors.joining("; ")));
    }
}
