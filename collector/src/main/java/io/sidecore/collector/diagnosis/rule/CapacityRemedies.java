package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What to do where a worker has too much work: spread it over more workers, each kind in its own way. */
final class CapacityRemedies {

    private CapacityRemedies() {}

    static Remedy forWorker(Scene scene, WorkerSeries series) {
        return switch (series.worker().kind()) {
            case BACKEND -> backend(scene, series);
            case PMD -> pmd(scene, series);
            case IOTHREAD -> ioThread(scene, series);
            case VHOST_KTHREAD, VHOST_TASK -> vhost(scene, series);
        };
    }

    private static Remedy backend(Scene scene, WorkerSeries series) {
        HostWorker worker = series.worker();
        OptionalInt free = scene.freeCpu(series);
        String cpus = free.isPresent()
                ? String.valueOf(free.getAsInt())
                : worker.cpus().toString();
        String mode = worker.mode().map(Object::toString).orElse("sleep");
        String busiest =
                OverloadRule.mostBusy(series).map(queue -> queue.queue().name()).orElse("QUEUE");
        return new Remedy(
                "NEW=$(" + Commands.backend(worker, "add-worker " + cpus + " " + mode) + ") && "
                        + Commands.backend(worker, "attach " + Commands.quoted(backendQueue(busiest)) + " \"$NEW\"")
                        + " && echo \"$NEW\"",
                "a second worker takes queue " + busiest + "; both together have twice the time",
                Optional.of(Commands.backend(worker, "retire-worker \"$NEW\" " + Commands.backendName(worker))),
                "");
    }

    /** The backend's own name of a queue: guest and label, without the device between. */
    private static String backendQueue(String name) {
        int first = name.indexOf('/');
        int last = name.lastIndexOf('/');
        return first < 0 || first == last ? name : name.substring(0, first) + name.substring(last);
    }

    private static Remedy pmd(Scene scene, WorkerSeries series) {
        Set<Integer> now = scene.windows().inventory().workers().stream()
                .filter(worker -> worker.kind() == HostWorker.Kind.PMD)
                .flatMap(worker -> worker.cpus().stream().boxed())
                .collect(Collectors.toSet());
        OptionalInt free = scene.freeCpu(series);
        if (free.isEmpty()) {
            return new Remedy(
                    "ovs-appctl dpif-netdev/pmd-rxq-rebalance",
                    "OVS spreads receive queues anew over its PMD threads by their load",
                    Optional.empty(),
                    "No CPU is free for one more PMD thread. There is no undo; pinned queues (pmd-rxq-affinity) stay.");
        }
        String was = mask(now);
        now.add(free.getAsInt());
        return new Remedy(
                "ovs-vsctl set Open_vSwitch . other_config:pmd-cpu-mask=" + mask(now)
                        + " && ovs-appctl dpif-netdev/pmd-rxq-rebalance",
                "one more PMD thread, on CPU " + free.getAsInt() + ", takes its share of the receive queues",
                Optional.of("ovs-vsctl set Open_vSwitch . other_config:pmd-cpu-mask=" + was),
                "The threads start anew: some packets are lost at that moment.");
    }

    private static String mask(Set<Integer> cpus) {
        long[] words =
                CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray()).mask();
        StringBuilder hex = new StringBuilder("0x").append(Long.toHexString(words[words.length - 1]));
        for (int i = words.length - 2; i >= 0; i--) {
            String digits = Long.toHexString(words[i]);
            hex.append("0".repeat(16 - digits.length())).append(digits);
        }
        return hex.toString();
    }

    private static Remedy ioThread(Scene scene, WorkerSeries series) {
        String guest = series.worker().guest().orElse("GUEST");
        String more = "sidecore-io" + (1 + workers(scene, guest, HostWorker.Kind.IOTHREAD));
        Optional<Guest> owner = scene.windows().inventory().guest(guest);
        boolean libvirt = owner.filter(Commands::isLibvirt).isPresent();
        String number = String.valueOf(1 + workers(scene, guest, HostWorker.Kind.IOTHREAD));
        return libvirt
                ? new Remedy(
                        "virsh iothreadadd " + guest + " " + number + " --live --config",
                        "one more IOThread; give it disks or queues (iothread=, iothread-vq-mapping), which takes a "
                                + "restart of the guest",
                        Optional.of("virsh iothreaddel " + guest + " " + number + " --live --config"),
                        "")
                : new Remedy(
                        "tr '\\0' '\\n' < /proc/" + series.worker().pid() + "/cmdline | grep -n iothread",
                        "shows which devices share the IOThread; give some of them another with "
                                + "-object iothread,id=" + more + " and iothread=" + more + " at the next start",
                        Optional.empty(),
                        "Changes nothing: QEMU binds a device to its IOThread when it starts.");
    }

    private static long workers(Scene scene, String guest, HostWorker.Kind kind) {
        return scene.windows().inventory().workers().stream()
                .filter(worker -> worker.kind() == kind
                        && worker.guest().filter(guest::equals).isPresent())
                .count();
    }

    /** Kernel vhost has a worker for each queue pair: more pairs are more workers. */
    private static Remedy vhost(Scene scene, WorkerSeries series) {
        HostWorker worker = series.worker();
        String guest = worker.guest()
                .orElseGet(() -> scene.guestsOf(series).stream().findFirst().orElse("GUEST"));
        long pairs = Math.max(1, pairs(scene, series, guest));
        Optional<Guest> owner = scene.windows().inventory().guest(guest);
        int device = 1 + deviceNumber(series);
        if (owner.filter(Commands::isLibvirt).isPresent()) {
            String edit = "virt-xml " + guest + " --edit " + device + " --network driver.name=vhost,driver.queues=";
            return new Remedy(
                    edit + 2 * pairs,
                    "twice the queue pairs, and a worker for each, from the guest's next start on; then in the guest: "
                            + "ethtool -L eth0 combined " + 2 * pairs,
                    Optional.of(edit + pairs),
                    "One flow stays on one pair: this helps many flows, not a single one.");
        }
        return new Remedy(
                "tr '\\0' '\\n' < /proc/" + owner.map(Guest::pid).orElse(worker.pid())
                        + "/cmdline | grep -n -e '^tap,' " + "-e virtio-net",
                "shows the device; started with queues=" + 2 * pairs + " on its netdev and mq=on,vectors="
                        + (4 * pairs + 2) + " on the device it has a worker for each of " + 2 * pairs
                        + " queue pairs, and in the guest ethtool -L eth0 combined " + 2 * pairs + " uses them",
                Optional.empty(),
                "Changes nothing: the number of pairs is fixed when QEMU starts. One flow stays on one pair.");
    }

    private static long pairs(Scene scene, WorkerSeries series, String guest) {
        Set<String> devices =
                series.queues().stream().map(queue -> queue.queue().device()).collect(Collectors.toSet());
        return scene.windows().inventory().queues().stream()
                .filter(queue -> queue.guest().equals(guest) && devices.contains(queue.device()))
                .map(Virtqueue::label)
                .filter(label -> label.startsWith("tx"))
                .count();
    }

    private static int deviceNumber(WorkerSeries series) {
        return series.queues().stream()
                .map(queue -> queue.queue().device().replaceAll("\\D", ""))
                .flatMapToInt(digits -> digits.isEmpty() || digits.length() > 4
                        ? Arrays.stream(new int[0])
                        : Arrays.stream(new int[] {Integer.parseInt(digits)}))
                .findFirst()
                .orElse(0);
    }
}
