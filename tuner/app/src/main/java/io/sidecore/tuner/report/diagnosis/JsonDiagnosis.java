package io.sidecore.tuner.report.diagnosis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostWindows;
import java.util.List;
import java.util.Locale;

/**
 * A diagnosis as JSON: raw numbers, units in the keys, absent is null. {@code diagnosis.schema.json} beside this class
 * describes it.
 */
public final class JsonDiagnosis {

    /** Changes when a reader of an older one would misread a newer one. */
    public static final int SCHEMA_VERSION = 1;

    private static final JsonMapper JSON = new JsonMapper();

    private JsonDiagnosis() {}

    /** The document. Ends with a line end. */
    public static String of(Diagnosis diagnosis) {
        HostWindows windows = diagnosis.windows();
        ObjectNode root = JSON.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("verdict", Verdict.of(diagnosis));
        root.put("io_thread_is_bottleneck", diagnosis.blamesAnIoThread());
        List<HostObservation> all = windows.windows();
        if (all.isEmpty()) {
            root.putNull("ended_at_epoch_millis");
        } else {
            root.put("ended_at_epoch_millis", all.get(all.size() - 1).atEpochMillis());
        }
        root.put("watched_seconds", windows.length().toNanos() / 1e9);
        root.put("windows", windows.count());
        findings(root.putArray("findings"), diagnosis.findings());
        findings(root.putArray("notes"), diagnosis.notes());
        ArrayNode gaps = root.putArray("gaps");
        diagnosis.gaps().forEach(gap -> gaps.addObject().put("what", gap.what()).put("reason", gap.reason()));
        ArrayNode leftOut = root.putArray("left_out");
        windows.leftOut().forEach(leftOut::add);
        JsonSeries.workers(root.putArray("workers"), windows.workers());
        JsonSeries.queues(root.putArray("virtqueues"), windows.queues());
        JsonSeries.guests(root.putArray("guests"), windows.guests());
        return root.toPrettyString() + "\n";
    }

    private static void findings(ArrayNode to, List<Finding> findings) {
        for (Finding finding : findings) {
            ObjectNode node = to.addObject();
            node.put("cause", word(finding.cause()));
            node.put("is_io_thread", finding.cause().ioThread());
            ObjectNode subject = node.putObject("subject");
            subject.put("kind", word(finding.subject().kind()));
            subject.put("name", finding.subject().name());
            if (finding.subject().tid().isPresent()) {
                subject.put("tid", finding.subject().tid().getAsInt());
            } else {
                subject.putNull("tid");
            }
            node.put("headline", finding.headline());
            node.put("harm_ratio", finding.harm());
            node.put("confidence", word(finding.confidence().level()));
            node.put("confidence_why", finding.confidence().why());
            evidence(node.putArray("evidence"), finding);
            node.put("explanation", finding.explanation());
            node.put("command", finding.remedy().command());
            node.put("expected_effect", finding.remedy().effect());
            node.put("undo_command", finding.remedy().undo().orElse(null));
            node.put("note", finding.remedy().note());
        }
    }

    private static void evidence(ArrayNode to, Finding finding) {
        finding.evidence()
                .forEach(evidence -> to.addObject()
                        .put("measure", evidence.measure())
                        .put("value", evidence.value())
                        .put("unit", word(evidence.unit()))
                        .put("windows", evidence.windows())
                        .put("text", evidence.text()));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
