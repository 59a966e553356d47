package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.sample.ThreadTimes;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is made of what a probe counted in 1000 ns. */
final class SelfCheckTest {

    private static Optional<String> problem(long run, long sleeps) {
        ThreadTimes times = new ThreadTimes(
                ThreadTimes.Source.BPF, run, 0, sleeps, OptionalLong.of(sleeps), OptionalLong.of(0), Optional.empty());
        return SelfCheck.problem(Optional.of(times), 1000);
    }

    @Test
    void aProbeThatCountsIsTrusted() {
        assertEquals(Optional.empty(), problem(1000, 5));
    }

    @Test
    void aProbeThatStaysSilentIsNot() {
        assertEquals(Optional.of("a thread slept 50 times, and it counted 0"), problem(1000, 0));
    }

    @Test
    void aProbeWithAnotherClockIsNot() {
        String why = " ns of CPU time (is this another time namespace?)";
        assertEquals(Optional.of("in 1000 ns it counted 1001" + why), problem(1001, 5));
        assertEquals(Optional.of("in 1000 ns it counted 0" + why), problem(0, 5));
    }

    @Test
    void aProbeThatDoesNotSeeUsIsNot() {
        assertEquals(
                Optional.of("it does not see its own thread (is this another PID namespace?)"),
                SelfCheck.problem(Optional.empty(), 1000));
    }
}
