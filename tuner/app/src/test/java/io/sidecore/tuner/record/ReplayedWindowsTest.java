package io.sidecore.tuner.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.SampleHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayedWindowsTest {

    @Test
    void everySampleButTheFirstEndsAWindow() {
        ReplayedWindows replayed = ReplayedWindows.of(SampleHost.HEALTHY.source(11), 11);
        HostWindows windows = replayed.windows(List.of());
        assertEquals(10, windows.count());
        assertEquals(Duration.ofSeconds(10), windows.length());
        assertEquals(11, replayed.samples());
        assertEquals(1, replayed.stride());
    }

    /** A day at one sample a second, of a host with six virtqueues: as many windows as diagnose takes at most. */
    @Test
    void ofManySamplesItMakesFewerAndLongerWindows() {
        assertEquals(24, ReplayedWindows.stride(86_400, 6));
        assertEquals(1, ReplayedWindows.stride(3_601, 6));
        assertEquals(2, ReplayedWindows.stride(3_602, 6));
        assertEquals(36, ReplayedWindows.stride(3_601, 10_000)); // 100 windows of 10 000 virtqueues each
        ReplayedWindows replayed = ReplayedWindows.of(SampleHost.HEALTHY.source(101), 86_400);
        assertEquals(24, replayed.stride());
        assertEquals(4, replayed.windows(List.of()).count());
        assertEquals(Duration.ofSeconds(96), replayed.windows(List.of()).length());
    }

    @Test
    void timeThatGoesBackBeginsAnew() {
        HostWindows windows = ReplayedWindows.of(
                        new Concatenated(SampleHost.HEALTHY.source(5), SampleHost.HEALTHY.source(3)), 8)
                .windows(List.of());
        assertEquals(4 + 2, windows.count());
    }

    @Test
    void whatIsLostIsToldWithAllElseThatCouldNotBeMeasured() {
        Gap lost = new Gap("2 samples of the recording", "a part of it is damaged");
        List<Gap> gaps = ReplayedWindows.of(SampleHost.HEALTHY.source(5), 5)
                .windows(List.of(lost))
                .gaps();
        assertEquals(
                List.of("busy-poll time of vhost", lost.what()),
                gaps.stream().map(Gap::what).toList());
    }

    @Test
    void oneSampleMakesNoWindow() {
        assertEquals(
                0,
                ReplayedWindows.of(SampleHost.HEALTHY.source(1), 1)
                        .windows(List.of())
                        .count());
        assertEquals(
                0,
                ReplayedWindows.of(SampleHost.HEALTHY.source(0), 0)
                        .windows(List.of())
                        .count());
    }
}
