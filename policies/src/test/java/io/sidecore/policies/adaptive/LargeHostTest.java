package io.sidecore.policies.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeHostTest {

    @ParameterizedTest
    @CsvSource({"1, 64, false", "8, 64, false", "8, 65, true", "9, 1, true", "1, 65, true"})
    void aHostIsLargeWithMoreThanEightIoCoresOrMoreThan64Guests(int ioCores, int guests, boolean large) {
        Crowd crowd = new Crowd(ioCores, 1).polling(0);
        for (int i = 0; i < guests; i++) {
            crowd.guest("vm" + i, 0, 0.001);
        }
        assertEquals(large, LargeHost.is(crowd.host(), crowd.situation()));
    }

    @ParameterizedTest
    @CsvSource({"64, 1", "128, 0.5", "6400, 0.01"})
    void aStepCountsTheLessTheMoreQueuesThereAre(int guests, double part) {
        Crowd crowd = new Crowd(1, 1).polling(0);
        for (int i = 0; i < guests; i++) {
            crowd.guest("vm" + i, 0, 0);
        }
        assertEquals(part, LargeHost.partOfStep(crowd.placement()), 1e-12);
    }
}
