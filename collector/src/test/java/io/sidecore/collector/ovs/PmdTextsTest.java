package io.sidecore.collector.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What Open vSwitch writes for people, of this and of earlier versions. */
final class PmdTextsTest {

    @Test
    void receiveQueues() {
        String text = """
                Displaying last 60 seconds pmd usage %
                pmd thread numa_id 0 core_id 3:
                  isolated : false
                  port: dpdk0             queue-id:  0 (enabled)   pmd usage: 12 %
                  port: vhu-1 a           queue-id: 11 (disabled)  pmd usage: NOT AVAIL
                  overhead: NOT AVAIL
                pmd thread numa_id 1 core_id 130:
                  isolated : true
                  port: vhu-2             queue-id:  1  pmd usage:  0 %
                """;
        assertEquals(
                List.of(
                        new PmdRxq(3, "dpdk0", 0, true),
                        new PmdRxq(3, "vhu-1 a", 11, false),
                        new PmdRxq(130, "vhu-2", 1, true)),
                PmdRxq.parse(text));
        assertEquals(List.of(), PmdRxq.parse("  port: x queue-id: 1\nmain thread:\n  port: x queue-id: 1\n\0\n"));
    }

    @Test
    void counters() {
        String stats = """
                pmd thread numa_id 0 core_id 3:
                  packets received: 17
                  packet recirculations: 1
                  idle cycles: 300 (75.00%)
                  processing cycles: 100 (25.00%)
                  avg cycles per packet: 23.53 (400/17)
                pmd thread numa_id 0 core_id 5:
                  packets received: 0
                main thread:
                  packets received: 99
                  idle cycles: 1 (100.00%)
                """;
        String perf = """

                Time: 06:52:29.706
                Measurement duration: 5.041 s

                pmd thread numa_id 0 core_id 3:

                  Iterations:             57200982  (0.09 us/it)
                  - sleep iterations:           12  (  0.0 % of iterations)
                  Sleep time (us):               0  (  0 us/iteration avg.)
                """;
        OptionalLong none = OptionalLong.empty();
        assertEquals(
                Map.of(
                        3,
                        new PmdStats(
                                OptionalLong.of(17), OptionalLong.of(100), OptionalLong.of(300), OptionalLong.of(12)),
                        5,
                        new PmdStats(OptionalLong.of(0), none, none, none)),
                PmdStats.parse(stats, perf),
                "a thread that has not counted yet has no cycles, not 0");
        assertEquals(Map.of(), PmdStats.parse("no such command\n", ""));
    }

    private static Optional<VhostUserPort> port(String row) throws Exception {
        return VhostUserPort.parse(new ObjectMapper().readTree(row));
    }

    @Test
    void ports() throws Exception {
        VhostUserPort port = port("{\"name\":\"vh0\",\"type\":\"dpdkvhostuserclient\",\"options\":[\"map\",[[\"vhost-"
                        + "server-path\",\"/run/vh0\"]]],\"status\":[\"map\",[[\"vring_0_size\",\"512\"],[\"vring_1_size\","
                        + "\"256\"],[\"vring_x_size\",\"1\"],[\"vring_2_size\",\"-\"]]]}")
                .orElseThrow();
        assertEquals(Optional.of("/run/vh0"), port.socket());
        assertEquals(OptionalInt.of(256), port.ringSizeOfTransmit(0));
        assertEquals(OptionalInt.empty(), port.ringSizeOfTransmit(1));
        assertEquals(Optional.empty(), port("{\"name\":\"eth0\",\"type\":\"dpdk\"}"));
        assertEquals(Optional.empty(), port("[]"));
        assertEquals(
                Optional.empty(),
                port("{\"type\":\"dpdkvhostuser\",\"status\":7}").orElseThrow().socket());
    }
}
