package io.sidecore.tuner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineTest {

    /** 8 Gbit/s: a byte a nanosecond. */
    private final Line line = new Line(8, 10);

    @Test
    void framesLeaveOneAfterTheOtherAsFastAsTheLineTakesThem() {
        assertEquals(4000, line.add(0, 4, 1000));
        assertEquals(6000, line.add(1000, 2, 1000));
        assertEquals(11_000, line.add(10_000, 1, 1000));
        assertEquals(7, line.frames);
        assertEquals(7000, line.bytes);
    }

    @Test
    void whatItsQueueHasNoRoomForIsDroppedAndCounted() {
        assertEquals(10, line.admit(0, 16));
        line.add(0, 10, 1000);
        assertEquals(0, line.admit(9999, 3));
        assertEquals(3, line.admit(10_000, 3));
        assertEquals(6 + 3, line.drops);
        assertEquals(10, line.frames);
    }

    @Test
    void aBatchGivesItsPlacesUpWhenItsLastFrameHasLeft() {
        line.add(0, 4, 1000);
        line.add(0, 4, 1000);
        assertEquals(2, line.admit(3999, 10));
        assertEquals(6, line.admit(4000, 10));
    }

    /** Such as have a window: they are under way in any case. */
    @Test
    void whoHasNotAskedForRoomWaits() {
        assertEquals(20_000, line.add(0, 20, 1000));
        assertEquals(0, line.admit(0, 1));
        assertEquals(21_000, line.add(0, 1, 1000));
    }
}
