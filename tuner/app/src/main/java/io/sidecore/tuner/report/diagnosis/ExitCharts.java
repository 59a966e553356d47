package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.signal.host.ExitRate;
import io.sidecore.collector.signal.host.GuestObservation;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** VM exits by reason, for the guests that leave most often. */
final class ExitCharts {

    private static final int MOST_GUESTS = 6;
    private static final int MOST_REASONS = 6;
    private static final int WIDTH = 480;
    private static final int BAR_X = 150;
    private static final int BAR = 150;
    private static final int STEP = 24;

    private ExitCharts() {}

    static void draw(Markup to, HostWindows windows) {
        List<GuestSeries> guests = windows.guests().stream()
                .filter(guest -> !ExitMeans.of(guest).isEmpty())
                .sorted(Comparator.comparingDouble(ExitCharts::rate)
                        .reversed()
                        .thenComparing(guest -> guest.guest().name()))
                .limit(MOST_GUESTS)
                .toList();
        if (guests.isEmpty()) {
            return;
        }
        to.leaf("h2", "VM exits by reason", "class", "part").open("section", "class", "grid");
        int index = 0;
        for (GuestSeries guest : guests) {
            to.open("div", "class", "card").leaf("h3", guest.guest().name());
            to.leaf("p", summary(guest), "class", "note");
            chart(to, "exits" + index++, guest);
            to.close();
        }
        to.close();
    }

    private static double rate(GuestSeries guest) {
        return ExitMeans.of(guest).stream().mapToDouble(ExitRate::perSecond).sum();
    }

    private static String summary(GuestSeries guest) {
        String kicks = guest.spread(GuestObservation::kicksPerSecond).mean().isPresent()
                ? ", "
                        + Figures.large(guest.spread(GuestObservation::kicksPerSecond)
                                .mean()
                                .getAsDouble()) + " kicks/s"
                : "";
        return Figures.large(rate(guest)) + " exits/s" + kicks + "; beside each bar: time outside, in CPUs";
    }

    private static void chart(Markup to, String id, GuestSeries guest) {
        List<ExitRate> exits = ExitMeans.of(guest).stream().limit(MOST_REASONS).toList();
        double most = Math.max(1e-9, exits.get(0).perSecond());
        Svg.Frame frame = new Svg.Frame(WIDTH, STEP * exits.size() + 2, false);
        String words = exits.stream()
                .map(exit -> exit.reason() + " " + Figures.large(exit.perSecond()) + "/s, outside for "
                        + Figures.percent(exit.outside()) + " of a CPU")
                .collect(Collectors.joining("; "));
        try (Svg svg = new Svg(to, frame, id, "exits of " + guest.guest().name() + " by reason", words)) {
            for (int i = 0; i < exits.size(); i++) {
                ExitRate exit = exits.get(i);
                double top = STEP * i;
                svg.text("name end", BAR_X - 8, top + 15, Figures.cut(exit.reason(), 20), exit.reason());
                svg.rounded(exit.isHalt() ? "bar a5" : "bar a0", BAR_X, top + 3, BAR * exit.perSecond() / most, 16, 2);
                svg.text(
                        "value",
                        BAR_X + BAR * exit.perSecond() / most + 8,
                        top + 15,
                        Figures.large(exit.perSecond()) + "/s, " + Figures.percent(exit.outside())
                                + (exit.isHalt() ? " (asleep)" : ""));
            }
        }
    }
}
