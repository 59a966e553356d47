package io.sidecore.tuner.report.talk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.claim.TalkFindings;

/** The talk's claims and curves as JSON. Keys are the names of the records' components in snake case, units included. */
public final class TalkJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private TalkJson() {}

    /** How it was measured, all curves with the runs of each point, and the claims. Ends with a line end. */
    public static String write(TalkFindings findings) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("suite", "talk");
        tree.put("seeds", findings.suite().seeds());
        tree.set("measurement", JSON.valueToTree(findings.suite().measurement()));
        ArrayNode sweeps = tree.putArray("sweeps");
        findings.sweeps().forEach(sweep -> sweeps.add(sweep(sweep)));
        tree.set("claims", JSON.valueToTree(findings.claims()));
        try {
            return JSON.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("findings that cannot be written", e);
        }
    }

    private static ObjectNode sweep(Sweep sweep) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("bed", sweep.bed().name());
        tree.put("cpus", sweep.bed().cpus());
        tree.put("gigabits", sweep.bed().gigabits(sweep.traffic()));
        tree.put("traffic", sweep.traffic().word());
        tree.put("throughput_unit", sweep.traffic().unit());
        tree.set("load", JSON.valueToTree(sweep.traffic().load()));
        tree.set("curves", JSON.valueToTree(sweep.curves()));
        return tree;
    }
}
