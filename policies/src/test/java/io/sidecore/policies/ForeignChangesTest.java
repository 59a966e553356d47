package io.sidecore.policies;

import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForeignChangesTest {

    @Test
    void namesWhatSomebodySetAndMoved() {
        ForeignChanges changes = ForeignChanges.between(
                placement("w0 0-1 sleep: vm1 vm2; w1 0-1 sleep: vm3"),
                placement("w0 0-1 sleep: vm1; w1 1 poll: vm2 vm3"));
        assertEquals(
                "somebody set w1 to CPUs 1, poll; somebody moved vm2/rx0 to w1; somebody moved vm2/tx0 to w1",
                changes.inWords());
    }

    @Test
    void comingAndGoingIsNoChange() {
        assertTrue(ForeignChanges.between(
                        placement("w0 0-1 sleep: vm1; w1 0-1 sleep: vm2"),
                        placement("w0 0-1 sleep: vm2 vm3; w2 0 poll:"))
                .isEmpty());
    }
}
