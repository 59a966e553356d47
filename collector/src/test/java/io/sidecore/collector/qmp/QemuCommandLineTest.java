package io.sidecore.collector.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.proc.CommandLine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QemuCommandLineTest {

    private static QemuCommandLine qemu(String... arguments) {
        return new QemuCommandLine(new CommandLine(List.of(arguments)));
    }

    @Test
    void names() {
        assertEquals(Optional.of("vm1"), qemu("qemu", "-name", "vm1").name());
        assertEquals(
                Optional.of("vm1"),
                qemu("qemu", "-name", "vm1,debug-threads=on").name());
        assertEquals(
                Optional.of("a,b"),
                qemu("qemu", "-name", "guest=a,,b,process=x").name());
        assertEquals(Optional.of("a,"), qemu("qemu", "--name", "guest=a,,").name());
        assertEquals(Optional.empty(), qemu("qemu", "-name", "debug-threads=on").name());
        assertEquals(Optional.empty(), qemu("qemu", "-name", "guest=").name());
        assertEquals(Optional.empty(), qemu("qemu", "-name").name());
        assertEquals(Optional.empty(), qemu().name());
    }

    @Test
    void monitors() {
        assertEquals(
                List.of("/a=b,c"),
                qemu("qemu", "-qmp", "unix:/a=b,,c,server=on,wait=off").monitors());
        assertEquals(
                List.of("/run/m"),
                qemu("qemu", "-chardev", "socket,id=m,path=/run/m,server=on", "-mon", "chardev=m,mode=control")
                        .monitors());
        assertEquals(
                List.of("/run/m"),
                qemu("qemu", "-mon", "m,mode=control", "-chardev", "socket,path=/run/m,id=m")
                        .monitors());
        assertEquals(
                List.of(),
                qemu("qemu", "-chardev", "socket,id=m,path=/run/m", "-mon", "chardev=m,mode=readline")
                        .monitors(),
                "a monitor for people");
        assertEquals(
                List.of(), qemu("qemu", "-qmp", "tcp:127.0.0.1:4444,server=on").monitors());
        assertEquals(
                List.of(),
                qemu("qemu", "-qmp", "stdio", "-mon", "chardev=gone,mode=control")
                        .monitors());
    }

    @Test
    void libvirtsAreLeftAlone() {
        assertTrue(qemu("qemu", "-chardev", "socket,id=charmonitor,fd=9").isLibvirts());
        assertTrue(qemu("qemu", "-qmp", "unix:/var/lib/libvirt/qemu/domain-1-vm1/monitor.sock")
                .isLibvirts());
        assertFalse(qemu("qemu", "-qmp", "unix:/run/vm1.qmp").isLibvirts());
    }

    @Test
    void machines() {
        assertTrue(qemu("qemu", "-machine", "none,accel=kvm:tcg").hasNoMachine());
        assertTrue(qemu("qemu", "-M", "none").hasNoMachine());
        assertTrue(qemu("qemu", "-machine", "type=none").hasNoMachine());
        assertFalse(qemu("qemu", "-machine", "q35").hasNoMachine());
        assertFalse(qemu("qemu").hasNoMachine());
    }
}
