package io.sidecore.tuner.report.svg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The frame of an HTML file that needs nothing else: no script, no font, no picture from elsewhere. */
public final class Page {

    private static final String SHEETS = "/io/sidecore/tuner/report/";

    private Page() {}

    /**
     * Begins a document: its head, and the opened body and main, which {@link #end} closes.
     *
     * @param sheets names of style sheets, in their order
     */
    public static Markup begin(String title, String... sheets) {
        Markup to = new Markup();
        to.doctype().open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
        to.open("head").empty("meta", "charset", "utf-8");
        to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        to.empty("meta", "name", "color-scheme", "content", "light dark");
        // Even if a name slipped through unescaped, nothing in this file may run or load.
        to.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        StringBuilder css = new StringBuilder();
        for (String sheet : sheets) {
            css.append(read(sheet));
        }
        to.leaf("title", title).style(css.toString()).close();
        return to.open("body").open("main");
    }

    /** The whole document. */
    public static String end(Markup to) {
        return to.close().close().close().finish();
    }

    private static String read(String sheet) {
        try (InputStream css = Page.class.getResourceAsStream(SHEETS + sheet)) {
            if (css == null) {
                throw new IllegalStateException(sheet + " is missing from the jar");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + sheet, e);
        }
    }
}
