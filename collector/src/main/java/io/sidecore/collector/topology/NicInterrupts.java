package io.sidecore.collector.topology;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.proc.HostFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Where network cards deliver their interrupts. */
public final class NicInterrupts {

    private static final String NICS = "sys/class/net";

    /** With 1024 CPUs a line has some 12 KiB. */
    private static final int MAX_LINES = 16 * 1024;

    private NicInterrupts() {}

    /** The interrupts of each card that has any in use; those of no hardware, as taps and bridges, have none. */
    public static List<NicQueue> read(HostFiles files) {
        List<NicQueue> queues = new ArrayList<>();
        Set<Integer> used = Set.of();
        for (String nic : files.list(NICS)) {
            List<Integer> irqs = irqs(files, nic);
            if (!irqs.isEmpty() && used.isEmpty()) {
                used = inUse(files);
            }
            for (int irq : irqs) {
                if (used.contains(irq)) {
                    cpus(files, irq).ifPresent(cpus -> queues.add(new NicQueue(nic, irq, cpus, node(files, nic))));
                }
            }
        }
        return queues;
    }

    /** Those of the card's PCI function; a virtio device's is its parent. */
    private static List<Integer> irqs(HostFiles files, String nic) {
        String device = NICS + "/" + nic + "/device";
        return Stream.of("/msi_irqs", "/../msi_irqs")
                .map(path -> files.numbers(device + path))
                .filter(irqs -> !irqs.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static OptionalInt node(HostFiles files, String nic) {
        String device = NICS + "/" + nic + "/device";
        return Stream.of("/numa_node", "/../numa_node")
                .flatMap(path -> files.read(device + path).stream())
                .filter(text -> text.matches("[0-9]{1,4}")) // -1: none
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    private static Optional<CpuSet> cpus(HostFiles files, int irq) {
        return Stream.of("effective_affinity_list", "smp_affinity_list")
                .flatMap(name -> files.read("proc/irq/" + irq + "/" + name).stream())
                .flatMap(text -> CpuTopology.parse(text).stream())
                .findFirst();
    }

    /** The numbers at the beginning of the lines of {@code /proc/interrupts}: those that a driver has asked for. */
    private static Set<Integer> inUse(HostFiles files) {
        Set<Integer> used = new HashSet<>();
        try (BufferedReader reader =
                Files.newBufferedReader(files.path("proc/interrupts"), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            for (int i = 0; line != null && i < MAX_LINES; i++) {
                int colon = line.indexOf(':');
                String number = colon < 0 ? "" : line.substring(0, colon).strip();
                if (number.matches("[0-9]{1,9}")) {
                    used.add(Integer.parseInt(number));
                }
                line = reader.readLine();
            }
        } catch (IOException e) {
            used.clear();
        }
        return used;
    }
}
