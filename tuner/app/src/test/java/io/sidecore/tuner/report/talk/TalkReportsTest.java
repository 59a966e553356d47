package io.sidecore.tuner.report.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.MadeUp;
import io.sidecore.tuner.study.talk.TalkSuite;
import io.sidecore.tuner.study.talk.Traffic;
import io.sidecore.tuner.study.talk.claim.TalkFindings;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TalkReportsTest {

    private static final TalkFindings FINDINGS = TalkFindings.of(
            TalkSuite.FULL,
            MadeUp.of(Bed.A, Traffic.STREAM)
                    .throughput(Design.POLLING, n -> 1.35e9 * n)
                    .throughput(Design.POSTED, n -> 1.4e9 * n)
                    .throughput(Design.SHARING, n -> 1e9 * n)
                    .among(MadeUp.all()));

    private static Document html() throws Exception {
        String html = TalkHtml.of(FINDINGS);
        assertFalse(html.contains("NaN"), "a number that is none");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    @Test
    void theHtmlParsesAsXmlAndRunsNothing() throws Exception {
        assertEquals(0, html().getElementsByTagName("script").getLength());
    }

    @Test
    void everyPictureHasATitleAndADescriptionOfItsOwn() throws Exception {
        NodeList pictures = html().getElementsByTagName("svg");
        assertEquals(2 + 2 + 4 + 2 * (2 + 4), pictures.getLength()); // two for streams, four for RR
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < pictures.getLength(); i++) {
            Element picture = (Element) pictures.item(i);
            assertTrue(ids.add(picture.getAttribute("aria-labelledby")), "id used twice");
            assertFalse(picture.getElementsByTagName("desc")
                    .item(0)
                    .getTextContent()
                    .isBlank());
        }
    }

    @Test
    void thePictureSaysInWordsWhatItDraws() throws Exception {
        String first = html().getElementsByTagName("desc").item(0).getTextContent();
        assertTrue(first.contains("polling: 1.35 G at 1, 2.70 G at 2"), first);
    }

    @Test
    void theTextHasARowForEachDesignAndALineForEachClaim() {
        String text = TalkText.of(FINDINGS);
        assertTrue(text.contains("sharing                    1.00G 2.00G 3.00G 4.00G 5.00G 6.00G 7.00G\n"), text);
        assertTrue(text.contains("\n10. HOLDS: With few guests"), text);
        assertTrue(text.contains("\n11. DOES NOT HOLD: With 4 to 5 guests"), text);
    }

    @Test
    void theJsonHasClaimsAndEveryRun() throws Exception {
        JsonNode tree = new ObjectMapper().readTree(TalkJson.write(FINDINGS));
        assertEquals("HOLDS", tree.at("/claims/1/finding").asText());
        assertEquals(10, tree.at("/claims/1/number").asInt());
        assertEquals(
                1.35e9, tree.at("/sweeps/0/curves/3/points/0/runs/0/throughput").asDouble());
        assertEquals(1500, tree.at("/sweeps/0/load/bytes").asInt());
    }
}
