package io.sidecore.tuner.report.svg;

import java.util.List;

/** One picture inside a document. Colours come from classes of the document's style sheet. */
public final class Svg implements AutoCloseable {

    private final Markup to;

    /**
     * Begins a picture, which {@link #close} ends.
     *
     * @param id unique in the document
     * @param title what the picture is
     * @param description what it shows, for those who do not see it
     */
    public Svg(Markup to, Frame frame, String id, String title, String description) {
        this.to = to;
        to.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + frame.width() + " " + frame.height(),
                "class",
                frame.wide() ? "wide" : "chart",
                "role",
                "img",
                "aria-labelledby",
                id + "-t " + id + "-d");
        to.leaf("title", title, "id", id + "-t");
        to.leaf("desc", description, "id", id + "-d");
    }

    /**
     * The size of a picture in its own pixels.
     *
     * @param wide whether a narrow window should scroll it, not shrink it
     */
    public record Frame(int width, int height, boolean wide) {}

    public void line(String type, double x1, double y1, double x2, double y2) {
        to.empty("line", "class", type, "x1", px(x1), "y1", px(y1), "x2", px(x2), "y2", px(y2));
    }

    public void rect(String type, double x, double y, double width, double height) {
        rounded(type, x, y, width, height, 0);
    }

    /** A rectangle with round corners. */
    public void rounded(String type, double x, double y, double width, double height, double radius) {
        to.empty(
                "rect",
                "class",
                type,
                "x",
                px(x),
                "y",
                px(y),
                "width",
                px(Math.max(0, width)),
                "height",
                px(Math.max(0, height)),
                "rx",
                px(radius));
    }

    public void circle(String type, double x, double y, double radius) {
        to.empty("circle", "class", type, "cx", px(x), "cy", px(y), "r", px(radius));
    }

    /** A shape by SVG path data. */
    public void path(String type, String data) {
        to.empty("path", "class", type, "d", data);
    }

    /** A line through points. */
    public void polyline(String type, List<Point> points) {
        to.empty("polyline", "class", type, "points", text(points));
    }

    /** The area between a line through points and a level, in pixels. */
    public void area(String type, List<Point> points, double level) {
        if (points.isEmpty()) {
            return;
        }
        Point first = points.get(0);
        Point last = points.get(points.size() - 1);
        String data = px(first.x()) + "," + px(level) + " " + text(points) + " " + px(last.x()) + "," + px(level);
        to.empty("polygon", "class", type, "points", data);
    }

    /** A place in the picture. */
    public record Point(double x, double y) {}

    public void text(String type, double x, double y, String text) {
        to.leaf("text", text, "class", type, "x", px(x), "y", px(y));
    }

    /** Text with a longer one that shows when the pointer rests on it. */
    public void text(String type, double x, double y, String text, String tip) {
        to.open("text", "class", type, "x", px(x), "y", px(y));
        to.leaf("title", tip);
        to.text(text);
        to.close();
    }

    @Override
    public void close() {
        to.close();
    }

    /** A place as path data has it. */
    public static String px(double pixels) {
        return Figures.place(pixels);
    }

    private static String text(List<Point> points) {
        StringBuilder text = new StringBuilder();
        for (Point point : points) {
            text.append(text.length() == 0 ? "" : " ")
                    .append(px(point.x()))
                    .append(',')
                    .append(px(point.y()));
        }
        return text.toString();
    }
}
