package io.sidecore.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Linux guest on KVM, started by QEMU, whose network a vhost worker of the kernel serves. It answers pings. */
public final class NestedGuest implements AutoCloseable {

    /** Many times what a start takes on an idle machine. */
    private static final Duration START = Duration.ofMinutes(2);

    private final LabProcess qemu;
    private final String address;

    private NestedGuest(LabProcess qemu, String address) {
        this.qemu = qemu;
        this.address = address;
    }

    /**
     * Starts one and waits until it is up. A start that hangs under emulation is tried once more.
     *
     * @param name of the guest, and of its tap
     * @param number 1 to 250, one for each guest
     * @param options more for QEMU
     */
    public static NestedGuest boot(String name, int number, String... options) {
        return start(name, number, options)
                .or(() -> start(name, number, options))
                .orElseThrow(() -> new AssertionError("guest " + name + " did not come up, twice in turn"));
    }

    private static Optional<NestedGuest> start(String name, int number, String... options) {
        List<String> command = new ArrayList<>(List.of(Lab.script("nested-guest"), name, String.valueOf(number)));
        command.addAll(List.of(options));
        LabProcess qemu = LabProcess.start(command);
        if (qemu.line(START, line -> line.contains(" is up")).isPresent()) {
            return Optional.of(new NestedGuest(qemu, "10.9." + number + ".2"));
        }
        boolean hangs = qemu.isAlive();
        qemu.close();
        if (!hangs) {
            throw new AssertionError("QEMU ended: " + qemu.said());
        }
        return Optional.empty();
    }

    /** Of QEMU. */
    public int pid() {
        return qemu.pid();
    }

    /** Sends it so many pings, one after another's answer, and fails unless it answers all. */
    public void ping(int count) {
        List<String> command = List.of("busybox", "ping", "-q", "-A", "-c", String.valueOf(count), "-w", "60", address);
        try (LabProcess ping = LabProcess.start(command)) {
            ping.awaitEnd(Duration.ofSeconds(90));
            if (!ping.output().contains(count + " packets received")) {
                throw new AssertionError(ping.said());
            }
        }
    }

    /** Has the guest run a shell command; what that prints is on its console. */
    public void tell(String command) {
        qemu.tell(command);
    }

    @Override
    public void close() {
        qemu.close();
    }
}
