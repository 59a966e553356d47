package io.sidecore.tuner.report.talk;

import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.TalkSuite;
import io.sidecore.tuner.study.talk.Traffic;
import java.util.Locale;

/** How things were measured, in words. */
final class Parameters {

    /** What a reader must know before believing a finding. */
    static final String CAUTION =
            "All this is simulated. Where the talk gives no number, thresholds, loads and the CPUs of "
                    + "test bed B are ours, and were chosen with first results in sight: so that seven streams without exits fill "
                    + "the line, and 25 guests the host. What depends on that is shown with another window (deep-stream) and with "
                    + "16 CPUs beside it.";

    private Parameters() {}

    static String of(TalkSuite suite) {
        return String.format(
                Locale.ROOT,
                "each point: %d %s, %s s after %s s of warm-up; costs of in-kernel vhost (Costs.KERNEL)",
                suite.seeds(),
                suite.seeds() == 1 ? "seed" : "seeds",
                suite.measurement().measuredSeconds(),
                suite.measurement().warmUpSeconds());
    }

    static String of(Sweep sweep) {
        Bed bed = sweep.bed();
        return bed.cpus() + " CPUs, "
                + (bed.ioCores() > 0
                        ? "the last one the I/O core, a guest on each other"
                        : "guests on any unless pinned")
                + String.format(Locale.ROOT, "; link of %.0f Gbit/s; ", bed.gigabits(sweep.traffic()))
                + load(sweep.traffic());
    }

    private static String load(Traffic traffic) {
        Load load = traffic.load();
        String common = String.format(
                Locale.ROOT,
                "frames of %d bytes, %.0f us of the guest for each, %.0f us to the peer and back",
                load.bytes(),
                load.guestMicros(),
                load.rttMicros());
        return traffic == Traffic.RR
                ? "one transaction under way in each guest, " + common
                : "a stream out of each guest, a window of " + load.window() + " frames, " + common;
    }

    static String name(Bed bed) {
        return bed == Bed.B_WIDE ? "B with " + bed.cpus() + " CPUs" : bed.name();
    }

    static String name(Traffic traffic) {
        return switch (traffic) {
            case STREAM -> "TCP stream";
            case DEEP_STREAM -> "TCP stream, window of " + traffic.load().window();
            case RR -> "UDP RR";
        };
    }
}
