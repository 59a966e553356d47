package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.sample.Histogram;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Time from left to right, delay from bottom to top in powers of two, darkness for how often. */
final class HeatMap {

    /** More windows than this share columns. */
    private static final int MOST_COLUMNS = 60;

    private static final int WIDTH = 480;
    private static final int LEFT = 58;
    private static final int ROW = 13;
    private static final int TOP = 6;

    /** Shades of the style sheet, h1 to h7. */
    private static final int SHADES = 7;

    /** 1 us and 8 s: what lies beyond is drawn in the last row. */
    private static final int LOWEST = 10;

    private static final int HIGHEST = 33;
    private static final double LABELLED_EVERY = 1000;

    private final List<Histogram> columns;
    private final int low;
    private final int high;
    private final double columnWidth;

    private HeatMap(List<Histogram> columns) {
        this.columns = columns;
        Histogram all = columns.stream().reduce(Histogram.empty(), Histogram::plus);
        int first = HIGHEST;
        int last = LOWEST;
        for (int slot = 0; slot < all.slotCount(); slot++) {
            if (all.count(slot) > 0) {
                first = Math.min(first, clamp(slot));
                last = Math.max(last, clamp(slot));
            }
        }
        this.low = Math.max(LOWEST, first - 1);
        this.high = Math.max(last + 1, low + 6);
        this.columnWidth = (WIDTH - LEFT - 6.0) / columns.size();
    }

    static void draw(Markup to, String id, String name, List<Histogram> windows) {
        HeatMap map = new HeatMap(merged(windows));
        Svg.Frame frame = new Svg.Frame(WIDTH, map.bottom() + 22, false);
        try (Svg svg = new Svg(to, frame, id, "delay of " + name + " over time", words(windows))) {
            map.axes(svg);
            map.cells(svg);
            map.line(svg);
        }
        to.leaf("p", words(windows), "class", "note");
    }

    private static List<Histogram> merged(List<Histogram> windows) {
        int each = (windows.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
        List<Histogram> columns = new ArrayList<>();
        for (int i = 0; i < windows.size(); i += each) {
            columns.add(windows.subList(i, Math.min(windows.size(), i + each)).stream()
                    .reduce(Histogram.empty(), Histogram::plus));
        }
        return columns;
    }

    private static int clamp(int slot) {
        return Math.max(LOWEST, Math.min(HIGHEST, slot));
    }

    private int bottom() {
        return TOP + ROW * (high - low + 1);
    }

    private double y(int slot) {
        return TOP + (double) ROW * (high - slot);
    }

    private void axes(Svg svg) {
        svg.rect("heat-back", LEFT, TOP, WIDTH - LEFT - 6.0, bottom() - TOP);
        for (double nanos = 1e3; nanos <= 1e10; nanos *= 10) {
            double at = yOf(nanos);
            if (at >= TOP + 4 && at <= bottom()) {
                svg.line("grid", LEFT, at, WIDTH - 6, at);
                svg.text("tick end", LEFT - 6, at + 4, Figures.tick(Figures.micros(nanos / LABELLED_EVERY)));
            }
        }
        svg.text("tick", LEFT, bottom() + 15, "window 1");
        svg.text("tick end", WIDTH - 6, bottom() + 15, "last");
    }

    private double yOf(double nanos) {
        double slot = Math.log(Math.max(1, nanos)) / Math.log(2);
        return TOP + ROW * (high + 1 - slot);
    }

    private void cells(Svg svg) {
        long most = columns.stream()
                .flatMapToLong(column -> LongStream.range(0, column.slotCount()).map(slot -> column.count((int) slot)))
                .max()
                .orElse(1);
        for (int i = 0; i < columns.size(); i++) {
            for (int slot = low; slot <= high; slot++) {
                long count = count(columns.get(i), slot);
                if (count > 0) {
                    svg.rect("h" + shade(count, most), LEFT + i * columnWidth, y(slot), columnWidth - 0.6, ROW - 0.6);
                }
            }
        }
    }

    /** What lies beyond the rows counts in the first and the last. */
    private long count(Histogram column, int slot) {
        long count = column.count(slot);
        for (int below = 0; slot == low && below < low; below++) {
            count += column.count(below);
        }
        for (int above = high + 1; slot == high && above < column.slotCount(); above++) {
            count += column.count(above);
        }
        return count;
    }

    private static int shade(long count, long most) {
        double share = Math.log1p((double) count) / Math.log1p((double) Math.max(1, most));
        return Math.max(1, Math.min(SHADES, (int) Math.ceil(share * SHADES)));
    }

    private void line(Svg svg) {
        List<Svg.Point> points = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            OptionalLong p99 = columns.get(i).quantileNanos(0.99);
            if (p99.isPresent()) {
                double y = Math.max(TOP, Math.min(bottom(), yOf((double) p99.getAsLong())));
                points.add(new Svg.Point(LEFT + (i + 0.5) * columnWidth, y));
            }
        }
        if (points.size() == 1) {
            svg.circle("p99-dot", points.get(0).x(), points.get(0).y(), 3);
        } else {
            svg.polyline("p99", points);
        }
    }

    /** The picture for those who do not see it. */
    private static String words(List<Histogram> windows) {
        Histogram all = windows.stream().reduce(Histogram.empty(), Histogram::plus);
        long worst = windows.stream()
                .map(window -> window.quantileNanos(0.99))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max()
                .orElse(0);
        return "All windows: p50 " + micros(all.quantileNanos(0.5)) + ", p99 " + micros(all.quantileNanos(0.99))
                + "; the worst window's p99 " + micros(OptionalLong.of(worst)) + ".";
    }

    private static String micros(OptionalLong nanos) {
        return nanos.isPresent() ? Figures.micros(nanos.getAsLong() / 1e3) : Figures.NONE;
    }
}
