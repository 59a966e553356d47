package io.sidecore.tuner.report.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MarkupTest {

    @Test
    void textAndAttributesAreEscaped() {
        String html = new Markup()
                .leaf("p", "a < b && \"c\" > d", "title", "<script>\"x\"&")
                .finish();
        assertEquals("<p title=\"&lt;script&gt;&quot;x&quot;&amp;\">a &lt; b &amp;&amp; \"c\" &gt; d</p>\n", html);
    }

    @Test
    void whatXmlCannotHoldIsReplaced() {
        assertEquals(
                "<p>\uFFFD\uFFFD[31m\uFFFD\uFFFE?</p>\n".replace("\uFFFE?", "\uFFFD"),
                new Markup().leaf("p", "\u0000\u001b[31m\uD800\uFFFF").finish());
        assertEquals(
                "<p>\ud83d\ude00\t\n</p>\n",
                new Markup().leaf("p", "\ud83d\ude00\t\n").finish());
    }

    @Test
    void elementsAreClosedAsHtmlWantsIt() {
        assertEquals("<br/>\n", new Markup().empty("br").finish());
        assertEquals(
                "<rect x=\"1\"></rect>\n", new Markup().empty("rect", "x", "1").finish());
    }

    @Test
    void mistakesAreRefused() {
        assertThrows(IllegalStateException.class, () -> new Markup().open("p").finish());
        assertThrows(IllegalArgumentException.class, () -> new Markup().open("br"));
        assertThrows(IllegalArgumentException.class, () -> new Markup().empty("p", "class"));
        assertThrows(IllegalArgumentException.class, () -> new Markup().style("</style><script>"));
    }
}
