package io.sidecore.tuner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Whatever a trial holds, its HTML is well-formed, runs nothing, loads nothing, and says in words what it draws. */
class WellFormedTest {

    static Stream<Arguments> trials() {
        return Stream.of(
                Arguments.of("typical", SampleTrial.typical()),
                Arguments.of("troubled", SampleTrial.troubled()),
                Arguments.of("extreme", SampleTrial.extreme()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trials")
    void theReportParsesAsXml(String name, TrialResult trial) throws Exception {
        Document document = parse(html(name, trial));
        assertEquals(0, document.getElementsByTagName("script").getLength());
        assertEquals(0, document.getElementsByTagName("img").getLength());
        assertEquals(1, document.getElementsByTagName("style").getLength());
        assertFalse(html(name, trial).contains("NaN"), "a number that is none");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trials")
    void everyPictureHasATitleAndADescription(String name, TrialResult trial) throws Exception {
        NodeList pictures = parse(html(name, trial)).getElementsByTagName("svg");
        assertTrue(pictures.getLength() >= 3, "pictures: " + pictures.getLength());
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < pictures.getLength(); i++) {
            Element picture = (Element) pictures.item(i);
            Element title = (Element) picture.getElementsByTagName("title").item(0);
            Element description = (Element) picture.getElementsByTagName("desc").item(0);
            assertFalse(title.getTextContent().isBlank());
            assertFalse(description.getTextContent().isBlank());
            assertEquals(
                    title.getAttribute("id") + " " + description.getAttribute("id"),
                    picture.getAttribute("aria-labelledby"));
            assertTrue(ids.add(title.getAttribute("id")), "id used twice: " + title.getAttribute("id"));
        }
    }

    /** Also kept as a file, for people to look at. */
    private static String html(String name, TrialResult trial) throws IOException {
        String html = HtmlReport.of(Findings.of(trial));
        Files.writeString(Files.createDirectories(Path.of("target", "reports")).resolve(name + ".html"), html);
        return html;
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
