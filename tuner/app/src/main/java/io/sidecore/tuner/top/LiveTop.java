package io.sidecore.tuner.top;

import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.tuner.record.Cadence;
import io.sidecore.tuner.top.terminal.Keys;
import io.sidecore.tuner.top.terminal.Screen;
import io.sidecore.tuner.top.terminal.Size;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The table on a screen, following what happens and the keys. */
public final class LiveTop {

    /** How long a resized window or a wish to stop may go unnoticed. */
    private static final long GLANCE_NANOS = 200_000_000;

    private final Windows windows;
    private final Cadence cadence;
    private final Screen screen;
    private final ZoneId zone;
    private Settings settings;
    private Optional<HostObservation> shown = Optional.empty();
    private Size size;
    private int scrolled;
    private boolean help;
    private boolean quit;
    private String message = "";
    private @Nullable Prompt prompt;

    public LiveTop(Windows windows, Cadence cadence, Screen screen, Settings settings, ZoneId zone) {
        this.windows = windows;
        this.cadence = cadence;
        this.screen = screen;
        this.settings = settings;
        this.zone = zone;
        this.size = screen.size();
    }

    /**
     * Shows windows until somebody quits, or there were enough. At the end of a recording it goes on showing the last.
     *
     * @param most how many windows
     */
    public void run(long most, BooleanSupplier stop, Supplier<Status> status) {
        long count = 0;
        paint(status.get());
        while (!quit && !stop.getAsBoolean() && count < most) {
            boolean due = !windows.ended() && cadence.leftNanos() <= 0;
            if (due) {
                cadence.begin();
                Optional<HostObservation> next = windows.next();
                count += next.isPresent() ? 1 : 0;
                shown = next.or(() -> shown);
            }
            int key = due ? Keys.NONE : screen.key(waitNanos(), TimeUnit.NANOSECONDS);
            boolean resized = !size.equals(screen.size());
            size = screen.size();
            if (key != Keys.NONE) {
                press(key);
            }
            if (due || resized || key != Keys.NONE) {
                paint(status.get());
            }
        }
    }

    private long waitNanos() {
        return windows.ended() ? GLANCE_NANOS : Math.max(0, Math.min(GLANCE_NANOS, cadence.leftNanos()));
    }

    private void paint(Status status) {
        Painter painter = new Painter(size, screen.colour());
        List<Line> page = page(status);
        String foot = prompt == null ? message : prompt.text();
        scrolled = Math.max(0, Math.min(scrolled, painter.mostScrolled(page.size(), !foot.isEmpty())));
        screen.write(painter.paint(page, help ? 0 : Page.HEAD, help ? 0 : scrolled, foot));
    }

    private List<Line> page(Status status) {
        if (help) {
            return Help.lines();
        }
        return shown.map(window -> new Page(window, settings, size.columns()).lines(status, zone))
                .orElseGet(() -> List.of(
                        new Line("sidecore top", Line.Style.TITLE),
                        Line.plain(windows.ended() ? "no windows: there were fewer than two samples" : "looking ...")));
    }

    private void press(int key) {
        message = "";
        if (key == Keys.GONE || key == Keys.CTRL_C) {
            quit = true;
        } else if (prompt != null) {
            answer(prompt, key);
        } else if (help) {
            help = false;
        } else {
            command(key);
        }
    }

    private void answer(Prompt asked, int key) {
        if (key == Keys.ESCAPE) {
            prompt = null;
        } else if (key != Keys.ENTER) {
            prompt = asked.with(key);
        } else {
            prompt = null;
            try {
                change(asked.apply().apply(settings, asked.answer().strip()));
            } catch (IllegalArgumentException e) { // a PatternSyntaxException is one
                message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            }
        }
    }

    private void change(Settings other) {
        if (!other.interval().equals(settings.interval())) {
            cadence.every(other.interval());
        }
        settings = other;
    }

    private void command(int key) {
        int page = Math.max(1, size.rows() - Page.HEAD - 1);
        switch (key) {
            case 'q', 'Q' -> quit = true;
            case 'h', 'H', '?' -> help = true;
            case 'x' -> settings = settings.withDetail(!settings.detail());
            case Keys.TAB -> view(settings.view().next());
            case '1', 'w' -> view(View.WORKERS);
            case '2', 'v' -> view(View.QUEUES);
            case '3' -> view(View.GUESTS);
            case 'b' -> view(settings.view() == View.GUESTS ? View.WORKERS : View.GUESTS);
            case 'o' -> settings = settings.sortedBy(nextColumn());
            case 'c' -> settings = settings.unfiltered();
            case 'f' -> prompt = Prompt.of("filter (regular expression; empty: all)", Settings::filteredBy);
            case 'g' -> prompt = Prompt.of("guest (empty: all)", Settings::ofGuest);
            case 'p' -> prompt = Prompt.of("thread or process id (empty: all)", Settings::ofId);
            case 's' -> prompt = Prompt.of("seconds from window to window", LiveTop::paced);
            case Keys.UP -> scrolled--;
            case Keys.DOWN -> scrolled++;
            case Keys.PAGE_UP -> scrolled -= page;
            case Keys.PAGE_DOWN -> scrolled += page;
            case Keys.HOME -> scrolled = 0;
            case Keys.END -> scrolled = Integer.MAX_VALUE;
            default -> message = "h shows what the keys do";
        }
    }

    private void view(View view) {
        settings = settings.with(view);
        scrolled = 0;
    }

    /** The usual order comes after the last column. */
    private String nextColumn() {
        List<Field> fields = settings.view().fields();
        int now = settings.sort()
                .flatMap(word -> Field.of(settings.view(), word))
                .map(fields::indexOf)
                .orElse(-1);
        return now + 1 < fields.size() ? fields.get(now + 1).word() : "";
    }

    private static Settings paced(Settings settings, String answer) {
        try {
            return settings.every(Double.parseDouble(answer));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number of seconds: '" + answer + "'", e);
        }
    }
}
