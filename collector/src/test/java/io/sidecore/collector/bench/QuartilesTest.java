package io.sidecore.collector.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class QuartilesTest {

    @Test
    void theyHalveTheHalves() {
        assertEquals(new Quartiles(2, 3, 4), Quartiles.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0)));
    }

    @Test
    void betweenTwoValuesTheyAreReadOffLinearly() {
        assertEquals(new Quartiles(17.5, 25, 32.5), Quartiles.of(List.of(10.0, 20.0, 30.0, 40.0)));
        assertEquals(new Quartiles(7, 7, 7), Quartiles.of(List.of(7.0)));
    }
}
