package io.sidecore.tuner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.policies.document.PolicyException;
import org.junit.jupiter.api.Test;

class CostsFileTest {

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        assertEquals(Costs.KERNEL, CostsFile.parse("c.json", CostsFile.text(Costs.KERNEL)));
    }

    @Test
    void whatIsLeftOutIsAsInKernelVhostHasIt() {
        Costs costs = CostsFile.parse("c.json", "{\"packet\": 200, \"visitPackets\": 32}");
        assertEquals(200, costs.packet());
        assertEquals(32, costs.visitPackets());
        assertEquals(Costs.KERNEL.visit(), costs.visit());
    }

    @Test
    void allProblemsAreToldAtOnce() {
        PolicyException refused = assertThrows(
                PolicyException.class,
                () -> CostsFile.parse("c.json", "{\"packet\": -1, \"visit\": \"1\", \"sibling\": 2, \"poket\": 1}"));
        assertEquals("""
                c.json: /packet is -1; want each cost must be in [0,1e9] nanoseconds: -1.0
                c.json: /visit is "1"; want a number
                c.json: /sibling is 2; want remote must be in [1,100] and sibling in (0,1]: 1.4, 2.0
                c.json: /poket is unknown; want one of [balance, call, cgroupSwitch, guestSwitch, halt, haltPoll, haltPollGrow, haltPollShrink, haltPollStart, handOver, interrupt, interruptGap, jitter, kick, kilobyte, linkQueue, look, move, packet, polledHalt, postedInterrupt, remote, requeue, sibling, sleeperCredit, slice, visit, visitBytes, visitPackets, wakeDelay, wakeUpGranularity, wakeWorker]""", refused.getMessage());
    }

    @Test
    void aFileMustHoldAnObject() {
        PolicyException refused = assertThrows(PolicyException.class, () -> CostsFile.parse("c.json", "[1]"));
        assertEquals("c.json: / is [1]; want a JSON object of costs, as --save writes", refused.getMessage());
    }
}
