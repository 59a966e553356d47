package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HiringTest {

    private static final CpuSet CPUS = CpuSet.parse("2-5"); // 2 and 3 on node 0, 4 and 5 on node 1

    private static Hiring hiring(boolean oneCpuEach) {
        return new Hiring(
                Placement.SHARED,
                CPUS,
                oneCpuEach,
                PollMode.POLL,
                set -> set.count() == 1 ? OptionalInt.of(set.first() / 4) : OptionalInt.empty());
    }

    @Test
    void workersOfNoCpuInParticularMayRunOnAll() {
        assertEquals(CPUS, hiring(false).next(List.of(CPUS), OptionalInt.of(1)));
    }

    @Test
    void eachWorkerGetsAnIoCoreOfItsOwnNearItsGuest() {
        Hiring hiring = hiring(true);
        assertEquals(CpuSet.of(2), hiring.next(List.of(), OptionalInt.empty()));
        assertEquals(CpuSet.of(3), hiring.next(List.of(CpuSet.of(2)), OptionalInt.empty()));
        assertEquals(CpuSet.of(4), hiring.next(List.of(CpuSet.of(2)), OptionalInt.of(1)));
        assertEquals(CpuSet.of(5), hiring.next(List.of(CpuSet.of(4)), OptionalInt.of(1)));
    }

    @Test
    void moreWorkersThanCpusShareThem() {
        List<CpuSet> taken = List.of(CpuSet.of(2), CpuSet.of(3), CpuSet.of(4), CpuSet.of(5), CpuSet.of(2));
        assertEquals(CpuSet.of(3), hiring(true).next(taken, OptionalInt.empty()));
    }
}
