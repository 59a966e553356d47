package io.sidecore.tuner.top;

import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.tuner.top.text.Harmless;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is shown of one window: two lines of facts, the heads of columns, the rows. As long as it is; a screen cuts it. */
final class Page {

    /** Lines above the rows. */
    static final int HEAD = 4;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final HostObservation window;
    private final Settings settings;
    private final int width;

    Page(HostObservation window, Settings settings, int width) {
        this.window = window;
        this.settings = settings;
        this.width = width;
    }

    List<Line> lines(Status status, ZoneId zone) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(cut(title(status, zone)), Line.Style.TITLE));
        lines.add(Line.plain(cut(facts(status))));
        Columns columns = new Columns(settings.view(), width);
        List<Row> rows = Columns.sorted(new Rows(window).of(settings.view()), settings);
        lines.add(new Line(cut(caption(rows.size())), Line.Style.QUIET));
        lines.add(new Line(cut(columns.headings()), Line.Style.HEADING));
        for (Row row : rows) {
            lines.add(new Line(cut(columns.line(row, "")), row.alarming() ? Line.Style.ALARM : Line.Style.PLAIN));
            if (settings.detail()) {
                row.children().forEach(child -> lines.add(Line.plain(cut(columns.line(child, "  ")))));
            }
        }
        if (settings.detail()) {
            window.leftOut().forEach(name -> lines.add(new Line(cut("came or went: " + name), Line.Style.QUIET)));
            window.gaps()
                    .forEach(gap -> lines.add(
                            new Line(cut("not measured: " + gap.what() + ": " + gap.reason()), Line.Style.QUIET)));
        }
        return lines;
    }

    private String title(Status status, ZoneId zone) {
        String time = TIME.format(Instant.ofEpochMilli(window.atEpochMillis()).atZone(zone));
        return String.format(
                Locale.ROOT,
                "sidecore top  %s  %.1f s  %d workers, %d virtqueues, %d guests%s",
                time,
                window.window().toNanos() / 1e9,
                window.workers().size(),
                window.queues().size(),
                window.guests().size(),
                status.recording().map(what -> "  " + what).orElse(""));
    }

    /** Lost samples and own cost first: they say how far to trust the rest. */
    private String facts(Status status) {
        StringBuilder text = new StringBuilder();
        if (status.recording().isEmpty()) {
            text.append("own CPU ")
                    .append(
                            status.ownCpu().isPresent()
                                    ? String.format(
                                            Locale.ROOT,
                                            "%.1f%%",
                                            100 * status.ownCpu().getAsDouble())
                                    : "-")
                    .append("  ");
        }
        text.append("lost samples ").append(status.lost());
        text.append("  came or went ").append(window.leftOut().size());
        text.append("  not measured ").append(window.gaps().size());
        boolean more = !window.gaps().isEmpty() || !window.leftOut().isEmpty();
        return text.append(more && !settings.detail() ? " (x lists them)" : "")
                .append(status.ended() ? "  end of the recording" : "")
                .toString();
    }

    private String caption(int rows) {
        return rows + " " + settings.view().text() + settings.filters() + ", "
                + settings.sort()
                        .map(word -> "by " + word)
                        .orElse(settings.view().order());
    }

    private String cut(String text) {
        String harmless = Harmless.text(text);
        return harmless.length() <= width ? harmless : harmless.substring(0, Math.max(0, width));
    }
}
