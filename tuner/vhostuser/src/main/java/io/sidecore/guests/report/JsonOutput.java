package io.sidecore.guests.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;

/** One JSON object a line, for programs; the field {@code type} says of which kind. */
public final class JsonOutput implements Output {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final PrintStream out;

    public JsonOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(200);
    }

    @Override
    public void ready(int guests) {
        print(typed("ready").put("guests", guests));
    }

    @Override
    public void interval(IntervalLine line) {
        print(typed("interval").setAll((ObjectNode) MAPPER.valueToTree(line)));
    }

    @Override
    public void result(ResultLine line) {
        print(typed("result").setAll((ObjectNode) MAPPER.valueToTree(line)));
    }

    private static ObjectNode typed(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }

    private void print(Object line) {
        out.println(line);
        out.flush();
    }
}
