package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Linux that can be booted in QEMU, by software emulation, any number of times. */
final class LinuxGuest {

    /**
     * 192 MiB and a little: where memory is a multiple of 64 pages, QEMU before 9.0 takes a shorter way to its dirty pages
     * under software emulation, on which it forgets what the guest writes next, so that a guest that has migrated crashes
     * now and then ("Fix migration dirty bitmap coherency with TCG memory access" in its history).
     */
    private static final String MEMORY = "196736K";

    private final Path kernel;
    private final Path root;

    private LinuxGuest(Path kernel, Path root) {
        this.kernel = kernel;
        this.root = root;
    }

    /**
     * Makes its first root in that directory; skips the test where it cannot.
     *
     * @param init the script that runs first
     * @param modules names of kernel modules, each with all that it needs
     * @param programs that it has if the host has them
     */
    static LinuxGuest in(Path directory, String init, List<String> modules, String... programs) throws IOException {
        assumeTrue(Client.find("qemu-system-x86_64").isPresent(), "QEMU is not installed (package qemu-system-x86)");
        assumeTrue(Client.find("busybox").isPresent(), "busybox is not installed (package busybox-static)");
        Optional<GuestKernel> kernel = GuestKernel.find();
        assumeTrue(kernel.isPresent(), "no kernel for guests in .sidecore/kernel (./verify fetches it)");
        Path root = directory.resolve("root");
        kernel.get().writeRoot(root, init, modules, programs);
        return new LinuxGuest(kernel.get().image(), root);
    }

    /**
     * Boots one. With MSI-X (vectors other than 0), QEMU 7.2 crashes under software emulation with any vhost-user backend.
     *
     * @param words for the kernel's command line
     * @param options of QEMU, for its devices
     */
    Client boot(String words, String... options) {
        List<String> command = new ArrayList<>(List.of("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max"));
        command.addAll(List.of("-nodefaults", "-nographic", "-no-reboot", "-serial", "stdio", "-m", MEMORY));
        command.addAll(
                List.of("-object", "memory-backend-memfd,id=mem,share=on,size=" + MEMORY, "-numa", "node,memdev=mem"));
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", root.toString()));
        command.addAll(List.of("-append", "console=ttyS0 quiet panic=-1 " + words));
        command.addAll(List.of(options));
        return Client.start(command);
    }
}
