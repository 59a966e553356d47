package io.sidecore.guests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuiltInLoadTest {

    private static List<String> flows(BuiltInLoad load, int guests) {
        return load.with(guests).flows().stream().map(Flow::name).toList();
    }

    @Test
    void mixedHasThreePairsThatAskAndOneThatStreams() {
        assertEquals(
                List.of("rr vm1->vm2", "rr vm3->vm4", "rr vm5->vm6", "stream vm7->vm8"),
                flows(BuiltInLoad.MIXED, BuiltInLoad.DEFAULT_GUESTS));
        assertEquals(
                List.of("vm1", "vm2", "vm3", "vm4", "vm5", "vm6", "vm7", "vm8"),
                BuiltInLoad.MIXED.with(8).guests());
    }

    @Test
    void othersHavePairsOfOneKind() {
        assertEquals(List.of("stream vm1->vm2"), flows(BuiltInLoad.STREAM, 2));
        assertEquals(List.of("rr vm1->vm2", "rr vm3->vm4"), flows(BuiltInLoad.RR, 4));
        assertEquals(List.of("rr vm1->vm2", "rr vm3->vm4"), flows(BuiltInLoad.ONOFF, 4));
    }

    @Test
    void areFoundByName() {
        assertEquals(Optional.of(BuiltInLoad.ONOFF), BuiltInLoad.of("onoff"));
        assertEquals(Optional.empty(), BuiltInLoad.of("MIXED"));
        assertEquals("mixed, stream, rr, onoff", BuiltInLoad.names());
    }

    @Test
    void guestsComeInPairs() {
        for (int guests : new int[] {0, 1, 7, -2, 1002}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> BuiltInLoad.RR.with(guests));
            assertEquals("guests must be an even number in [2,1000]: " + guests, refused.getMessage());
        }
    }
}
