package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Values over whole numbers, one line for each series, told apart by colour and by the shape of its marks; a thin upright
 * line spans least to most of each value.
 *
 * @param title what it shows, in words
 * @param across what the whole numbers are
 * @param words how a value is written; the scale up begins at 0
 */
public record LineChart(String title, String across, DoubleFunction<String> words) {

    private static final int WIDTH = 480;
    private static final int LEFT = 66;
    private static final int RIGHT = WIDTH - 16;
    private static final int LEGEND_ROW = 18;
    private static final int HEIGHT = 230;
    private static final int AXIS = 40;
    private static final int MOST_TICKS = 6;
    private static final int MOST_ACROSS = 14;

    /** One line. */
    public record Series(String name, List<Spot> spots) {

        public Series {
            spots = List.copyOf(spots);
        }
    }

    /** One value, and between what it lies. */
    public record Spot(int across, double value, double least, double most) {}

    /** A level that is drawn across, such as a limit. */
    public record Level(String name, double value) {}

    /** Draws it; at least one series must have a spot. */
    public void draw(Markup to, String id, List<Series> all, Optional<Level> level) {
        int top = 14 + LEGEND_ROW * all.size();
        int bottom = top + HEIGHT;
        Svg.Frame frame = new Svg.Frame(WIDTH, bottom + AXIS, false);
        try (Svg svg = new Svg(to, frame, id, title, description(all))) {
            LinearAxis up = up(all, level, top, bottom);
            int last = all.stream()
                    .flatMap(series -> series.spots().stream())
                    .mapToInt(Spot::across)
                    .max()
                    .orElse(1);
            LinearAxis right = LinearAxis.roundedTo(last, Math.min(last, MOST_ACROSS), LEFT, RIGHT);
            scales(svg, up, right, bottom);
            level.ifPresent(limit -> level(svg, up, limit));
            for (int i = 0; i < all.size(); i++) {
                legend(svg, all.get(i), i);
                series(svg, up, right, all.get(i), i);
            }
        }
    }

    private static LinearAxis up(List<Series> all, Optional<Level> level, int top, int bottom) {
        double most = all.stream()
                .flatMap(series -> series.spots().stream())
                .mapToDouble(Spot::most)
                .max()
                .orElse(0);
        return LinearAxis.roundedTo(Math.max(most, level.map(Level::value).orElse(0.0)), MOST_TICKS, bottom, top);
    }

    private void scales(Svg svg, LinearAxis up, LinearAxis right, int bottom) {
        for (double tick : up.ticks()) {
            svg.line("grid", LEFT, up.at(tick), RIGHT, up.at(tick));
            svg.text("tick end", LEFT - 8, up.at(tick) + 4, Figures.tick(words.apply(tick)));
        }
        for (double tick : right.ticks()) {
            svg.line("axis", right.at(tick), bottom, right.at(tick), bottom + 4);
            svg.text("tick mid", right.at(tick), bottom + 17, Figures.tick(Figures.three(tick)));
        }
        svg.line("axis", LEFT, bottom, RIGHT, bottom);
        svg.text("tick mid", (LEFT + RIGHT) / 2.0, bottom + 34, across);
    }

    private static void level(Svg svg, LinearAxis up, Level level) {
        svg.line("decision", LEFT, up.at(level.value()), RIGHT, up.at(level.value()));
        svg.text("tick", LEFT + 6, up.at(level.value()) + 13, level.name());
    }

    private static void legend(Svg svg, Series series, int index) {
        double y = 10 + LEGEND_ROW * index;
        svg.line("link " + Palette.arm(index), LEFT, y, LEFT + 28, y);
        mark(svg, index, LEFT + 14, y);
        svg.text("name", LEFT + 38, y + 4, series.name());
    }

    private static void series(Svg svg, LinearAxis up, LinearAxis right, Series series, int index) {
        List<Svg.Point> line = series.spots().stream()
                .map(spot -> new Svg.Point(right.at(spot.across()), up.at(spot.value())))
                .toList();
        svg.polyline("curve " + Palette.arm(index), line);
        for (Spot spot : series.spots()) {
            double x = right.at(spot.across());
            if (up.at(spot.least()) - up.at(spot.most()) >= 1) {
                svg.line("spread", x, up.at(spot.least()), x, up.at(spot.most()));
            }
            mark(svg, index, x, up.at(spot.value()));
        }
    }

    /** Each series has its shape, as colour never stands alone. */
    private static void mark(Svg svg, int index, double x, double y) {
        String type = "mark " + Palette.arm(index);
        switch (index % 5) {
            case 0 -> svg.circle(type, x, y, 4.5);
            case 1 -> svg.path(type, start(x - 4, y - 4) + "h8v8h-8z");
            case 2 -> svg.path(type, start(x, y - 6) + "l6 6l-6 6l-6 -6z");
            case 3 -> svg.path(type, start(x, y - 5) + "l5.5 9.5h-11z");
            default -> svg.path(type, start(x, y + 5) + "l5.5 -9.5h-11z");
        }
    }

    private static String start(double x, double y) {
        return "M" + Svg.px(x) + " " + Svg.px(y);
    }

    private String description(List<Series> all) {
        return all.stream()
                .map(series -> series.name() + ": "
                        + series.spots().stream()
                                .map(spot -> words.apply(spot.value()) + " at " + spot.across())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
