package io.sidecore.tuner.top;

import io.sidecore.tuner.top.terminal.Size;
import java.util.ArrayList;
import java.util.List;

/** Lines as what a terminal is sent: the visible ones of a page, each cleared to its end, and nothing below them. */
final class Painter {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String PLAIN = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String REVERSE = "\u001b[7m";
    private static final String RED = "\u001b[1;31m";
    private static final String DIM = "\u001b[2m";

    private final Size size;
    private final boolean colour;

    Painter(Size size, boolean colour) {
        this.size = size;
        this.colour = colour;
    }

    /**
     * A whole screen.
     *
     * @param fixed how many lines at the top stay when the rest is scrolled
     * @param scrolled how many lines below them are skipped
     * @param foot the last line of the screen; empty for none
     */
    String paint(List<Line> page, int fixed, int scrolled, String foot) {
        List<Line> visible = new ArrayList<>(page.subList(0, Math.min(fixed, page.size())));
        visible.addAll(page.subList(Math.min(page.size(), fixed + scrolled), page.size()));
        int room = foot.isEmpty() ? size.rows() : size.rows() - 1;
        StringBuilder text = new StringBuilder(HOME);
        for (int row = 0; row < Math.min(room, visible.size()); row++) {
            // Cleared before it is written: after the last column, a terminal may take the last character for the rest.
            text.append(row == 0 ? "" : "\r\n").append(CLEAR_LINE).append(styled(visible.get(row)));
        }
        text.append(visible.size() < room ? "\r\n" + CLEAR_BELOW : "");
        if (!foot.isEmpty()) {
            String cut = foot.substring(0, Math.min(foot.length(), size.columns()));
            text.append("\u001b[")
                    .append(size.rows())
                    .append(";1H")
                    .append(CLEAR_LINE)
                    .append(BOLD)
                    .append(cut)
                    .append(PLAIN);
        }
        return text.toString();
    }

    /** How far a page can be scrolled so that its last line is still seen at the bottom. */
    int mostScrolled(int lines, boolean foot) {
        return Math.max(0, lines - (foot ? size.rows() - 1 : size.rows()));
    }

    private String styled(Line line) {
        String start = switch (line.style()) {
            case PLAIN -> "";
            case TITLE -> BOLD;
            case HEADING -> REVERSE;
            case ALARM -> colour ? RED : BOLD;
            case QUIET -> DIM;
        };
        return start.isEmpty() ? line.text() : start + line.text() + PLAIN;
    }
}
