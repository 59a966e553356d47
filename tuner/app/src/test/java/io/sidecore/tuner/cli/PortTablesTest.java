package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.control.Port;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortTablesTest {

    private static final Port NET = new Port(
            "vm1",
            "/run/vm1.sock",
            "switch",
            true,
            1,
            Map.of("packets", 4L, "bytes", 240L, "drops-no-port", 1L),
            Map.of("packets", 3L, "drops-full", 0L),
            Map.of());

    private static final Port DISK = new Port(
            "disk1",
            "/run/disk1.sock",
            "blk",
            false,
            2,
            Map.of(),
            Map.of(),
            Map.of("reads", 7L, "writes", 6L, "flushes", 5L, "bytes", 53248L, "errors", 4L, "refused", 3L));

    private static String table(Port... ports) {
        StringWriter text = new StringWriter();
        PortTables.print(new PrintWriter(text), List.of(ports));
        return text.toString().replaceAll(" +", " ");
    }

    @Test
    void portsOfTheSwitchHaveFramesAndDisksHaveRequests() {
        assertEquals("""
                port type served tx frames rx frames drops
                vm1 switch yes 4 3 tx no-port 1
                disk served reads writes flushes errors refused bytes
                disk1 no 7 6 5 4 3 53248
                """, table(DISK, NET));
    }

    @Test
    void whatIsNotThereHasNoTable() {
        assertEquals("""
                disk served reads writes flushes errors refused bytes
                disk1 no 7 6 5 4 3 53248
                """, table(DISK));
    }
}
