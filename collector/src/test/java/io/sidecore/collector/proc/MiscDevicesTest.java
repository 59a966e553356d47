package io.sidecore.collector.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MiscDevicesTest {

    @Test
    void driversAreListedWithTheirNumbers() {
        MiscDevices devices = MiscDevices.parse("261 vhost-scsi\n232 kvm\n 61 vhost-net\n");
        assertEquals(Set.of("vhost-scsi", "kvm", "vhost-net"), devices.names());
        assertEquals(OptionalInt.of(10 << 20 | 61), devices.kernelNumber("vhost-net"));
        assertEquals(OptionalInt.empty(), devices.kernelNumber("vhost-vsock"));
    }

    @Test
    void whatIsNoSuchLineIsPassedOver() {
        MiscDevices devices = MiscDevices.parse("x vhost-net\n238\n99999999999 kvm\n9999999 tun\n-1 fuse\n\n1 a b\n");
        assertEquals(Set.of("tun"), devices.names());
        assertEquals(OptionalInt.empty(), devices.kernelNumber("tun"), "no device has such a number");
    }
}
