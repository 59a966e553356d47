package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lab")
class CheckLabTest {
    @Test
    void itRuns() {
        assertEquals("lab", "lab");
    }
}
