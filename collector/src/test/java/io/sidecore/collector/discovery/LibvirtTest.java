package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.libvirt.LibvirtDomain;
import io.sidecore.collector.libvirt.LibvirtStatus;
import io.sidecore.collector.libvirt.Virsh;
import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests of libvirt's: a real one in a directory of its own, and those of a host of files. */
final class LibvirtTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String UUID = "5e1c8a52-0f7f-4c7f-9a63-8b3e5a6b8c01";
    private static final String GUEST = """
            <domain type='qemu'><name>disc vm</name><uuid>%s</uuid><memory unit='MiB'>64</memory>
            <vcpu>2</vcpu><iothreads>1</iothreads><os><type arch='x86_64' machine='q35'>hvm</type></os>
            <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices></domain>
            """.formatted(UUID);

    @TempDir
    private Path directory;

    private static HostScan scan(HostFiles files, String status, String virsh) {
        return new HostScan(
                files,
                new LibvirtStatus(files, status),
                new Virsh(virsh, "test:///default", Duration.ofSeconds(5)),
                System::nanoTime);
    }

    /** Its driver without a daemon, as a user whom no one asks for an account of libvirt's own. */
    private Child virtQemuRun() throws IOException {
        Child.program("qemu-system-x86_64");
        Path etc = Files.createDirectories(directory.resolve("root/etc"));
        Files.writeString(etc.resolve("qemu.conf"), "stdio_handler = \"file\"\n");
        Files.writeString(directory.resolve("vm.xml"), GUEST);
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Child.run(directory, List.of("chown", "-R", "65534:65534", directory.toString()));
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("env", "HOME=" + directory, "XDG_RUNTIME_DIR=" + directory));
        command.addAll(
                List.of(Child.program("virt-qemu-run").toString(), "-r", directory.resolve("root") + "", "vm.xml"));
        return Child.start(directory, command);
    }

    @Test
    void aRealGuestIsKnownByItsStatusFile() throws IOException {
        try (Child run = virtQemuRun()) {
            String status = directory.resolve("root/run/qemu").toString().substring(1);
            LibvirtStatus files = new LibvirtStatus(HostFiles.ofThisHost(), status);
            run.await( // it writes the file first when it does not know the threads yet
                    () -> files.domains().values().stream()
                            .anyMatch(it -> it.vcpus().size() == 2),
                    PATIENCE);
            LibvirtDomain domain = files.domains().values().iterator().next();
            assertEquals("disc vm", domain.name());
            Inventory found = scan(HostFiles.ofThisHost(), status, "/no/virsh").scan(VhostView.NONE);
            Guest guest = found.guest("disc_vm").orElseThrow();
            assertEquals(domain.pid(), guest.pid());
            assertEquals(
                    List.copyOf(domain.vcpus().values()),
                    guest.vcpus().stream().map(Vcpu::tid).toList());
            assertTrue(
                    found.worker("disc_vm/iothread1").isPresent(),
                    found.workers().toString());
        }
    }

    private static FakeHost hostWithGuest(FakeHost host, String... more) {
        List<String> line = new ArrayList<>(List.of("qemu-system-x86_64", "-uuid", UUID));
        line.addAll(List.of("-chardev", "socket,id=charmonitor,fd=9", "-mon", "chardev=charmonitor,mode=control"));
        line.addAll(List.of(more));
        return host.process(500, "qemu-system-x86", line.toArray(String[]::new)).open(500, 9, "anon_inode:kvm-vm");
    }

    private Path virsh(String body) throws IOException {
        Path file = directory.resolve("virsh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    @Test
    void virshIsAskedWhereTheFilesMayNotBeRead() throws IOException {
        try (FakeHost host = hostWithGuest(new FakeHost(), "-name", "guest=old")) {
            Path virsh = virsh("echo ' " + UUID + " new'");
            Inventory found = scan(host.files(), "none", virsh.toString()).scan(VhostView.NONE);
            assertEquals(500, found.guest("new").orElseThrow().pid());
        }
    }

    @Test
    void withoutVirshTheCommandLineMustDoAndOneGapSaysSo() {
        try (FakeHost host = hostWithGuest(new FakeHost(), "-name", "guest=old")) {
            host.process(600, "qemu-system-x86", "qemu", "-name", "vm2", "-chardev", "socket,id=charmonitor,fd=9")
                    .open(600, 9, "anon_inode:kvm-vm");
            Inventory found = scan(host.files(), "none", "/no/virsh").scan(VhostView.NONE);
            assertEquals(
                    List.of("old", "vm2"),
                    found.guests().stream().map(Guest::name).toList());
            List<Gap> gaps = found.gaps().stream()
                    .filter(gap -> gap.what().equals("libvirt's names of guests"))
                    .toList();
            assertEquals(1, gaps.size());
            assertTrue(gaps.get(0).reason().contains("libvirt-clients"), gaps.toString());
        }
    }

    @Test
    void namesInOtherAlphabetsAreTheSameName() {
        try (FakeHost host = hostWithGuest(new FakeHost(), "-name", "guest=b\u00fcro")) {
            host.task(500, 501, "qemu-system-x86", FakeHost.NORMAL);
            host.write(
                    LibvirtStatus.DIRECTORY + "/x.xml",
                    "<domstatus pid='500'><vcpus><vcpu id='0' pid='501'/></vcpus><domain><name>b\u00fcro</name></domain>"
                            + "</domstatus>");
            Inventory found =
                    scan(host.files(), LibvirtStatus.DIRECTORY, "/no/virsh").scan(VhostView.NONE);
            assertEquals(1, found.guest("b_ro").orElseThrow().vcpus().size());
        }
    }

    /** The file is of an earlier guest, whose number another process now has. */
    @Test
    void aStaleFileNamesNobody() {
        try (FakeHost host = hostWithGuest(new FakeHost(), "-name", "guest=vm1")) {
            host.write(
                    LibvirtStatus.DIRECTORY + "/dead.xml",
                    "<domstatus pid='500'><domain><name>dead</name></domain></domstatus>");
            Inventory found =
                    scan(host.files(), LibvirtStatus.DIRECTORY, "/no/virsh").scan(VhostView.NONE);
            assertEquals(
                    List.of("vm1"), found.guests().stream().map(Guest::name).toList());
        }
    }
}
