package io.sidecore.tuner.report.svg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML that is also well-formed XML: every element is closed, every text and attribute escaped. Characters that
 * XML cannot hold (control characters, half surrogates) become U+FFFD.
 */
public final class Markup {

    /** The only elements that HTML lets be without an end tag; others must not be written as {@code <p/>}. */
    private static final Set<String> VOID = Set.of("meta", "br", "hr", "col", "link", "img");

    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** The first line of a document. */
    public Markup doctype() {
        out.append("<!DOCTYPE html>\n");
        return this;
    }

    /**
     * Opens an element.
     *
     * @param attributes names and values, alternating
     */
    public Markup open(String name, String... attributes) {
        tag(name, attributes);
        if (VOID.contains(name)) {
            throw new IllegalArgumentException(name + " has no content");
        }
        out.append('>');
        open.push(name);
        return this;
    }

    /** Closes the element that was opened last. */
    public Markup close() {
        String name = open.pop();
        out.append("</").append(name).append('>');
        if (!name.equals("span") && !name.equals("tspan") && !name.equals("strong")) {
            out.append('\n');
        }
        return this;
    }

    /** An element without content. */
    public Markup empty(String name, String... attributes) {
        tag(name, attributes);
        out.append(VOID.contains(name) ? "/>\n" : "></" + name + ">\n");
        return this;
    }

    /** An element with nothing but text. */
    public Markup leaf(String name, String text, String... attributes) {
        return open(name, attributes).text(text).close();
    }

    public Markup text(String text) {
        escape(text, false);
        return this;
    }

    /** The style sheet. HTML reads its content raw, XML does not, so it must need no escaping. */
    public Markup style(String css) {
        if (css.matches("(?s).*[<>&].*")) {
            throw new IllegalArgumentException("a style sheet must do without < > &");
        }
        open("style");
        out.append('\n').append(css);
        return close();
    }

    /**
     * The document.
     *
     * @throws IllegalStateException if an element is still open
     */
    public String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }

    private void tag(String name, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attribute without a value in " + name);
        }
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1], true);
            out.append('"');
        }
    }

    private void escape(String text, boolean attribute) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                default -> out.appendCodePoint(allowed(c) ? c : REPLACEMENT);
            }
        });
    }

    /** Production Char of XML 1.0. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
