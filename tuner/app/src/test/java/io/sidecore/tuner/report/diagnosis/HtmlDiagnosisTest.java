package io.sidecore.tuner.report.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.SampleHost;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Whatever a host is like, its HTML is well-formed, runs nothing, loads nothing, and says in words what it draws. */
class HtmlDiagnosisTest {

    static final String HOSTILE = "</code><script>alert(1)</script>\u001b[2J\u0000\n' ; rm -rf \"$HOME\" &amp; \uD800";

    static Stream<Arguments> hosts() {
        return Stream.of(
                Arguments.of("troubled", SampleHost.TROUBLED.windows(20)),
                Arguments.of("healthy", SampleHost.HEALTHY.windows(10)),
                Arguments.of("hostile", new SampleHost(4, 2, HOSTILE, false).windows(10)),
                Arguments.of("many-queues", new SampleHost(20, 4, "hog", false).windows(6)),
                Arguments.of("many-workers", new SampleHost(250, 1, "hog", false).windows(3)),
                Arguments.of("long", SampleHost.TROUBLED.windows(150)),
                Arguments.of("nothing", HostWindows.of(List.of())),
                Arguments.of("no-guests", new SampleHost(0, 1, "hog", true).windows(3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hosts")
    void itParsesAsXmlAndRunsNothing(String name, HostWindows windows) throws Exception {
        String html = html(name, windows);
        Document document = parse(html);
        assertEquals(0, document.getElementsByTagName("script").getLength());
        assertEquals(0, document.getElementsByTagName("img").getLength());
        assertEquals(1, document.getElementsByTagName("style").getLength());
        assertFalse(html.contains("NaN"), "a number that is none");
        assertFalse(html.contains("Infinity"), "a number that is none");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hosts")
    void everyPictureHasATitleAndADescription(String name, HostWindows windows) throws Exception {
        NodeList pictures = parse(html(name, windows)).getElementsByTagName("svg");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < pictures.getLength(); i++) {
            Element picture = (Element) pictures.item(i);
            Element title = (Element) picture.getElementsByTagName("title").item(0);
            assertFalse(title.getTextContent().isBlank());
            assertFalse(
                    picture.getElementsByTagName("desc")
                            .item(0)
                            .getTextContent()
                            .isBlank(),
                    title.getTextContent());
            assertTrue(ids.add(title.getAttribute("id")), "id used twice: " + title.getAttribute("id"));
        }
        assertEquals(!windows.workers().isEmpty(), pictures.getLength() >= 3, "pictures: " + pictures.getLength());
    }

    @Test
    void theMapStaysReadableHoweverManyQueuesThereAre() {
        assertEquals(10, PathRows.of(SampleHost.TROUBLED.windows(3).workers()).size());
        assertEquals(
                20,
                PathRows.of(new SampleHost(20, 4, "hog", false).windows(3).workers())
                        .size());
        Diagnosis many = Diagnosis.of(new SampleHost(250, 1, "hog", false).windows(3));
        List<PathRows.Row> rows = PathRows.of(PathRows.workers(many));
        assertEquals(60, rows.size());
        assertTrue(
                rows.stream().anyMatch(row -> row.worker().worker().name().equals("vm1/net0")), "the overloaded one");
    }

    /** Also kept as a file, for people to look at. */
    private static String html(String name, HostWindows windows) throws IOException {
        String html = HtmlDiagnosis.of(Diagnosis.of(windows));
        Files.writeString(
                Files.createDirectories(Path.of("target", "reports")).resolve("diagnosis-" + name + ".html"), html);
        return html;
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
