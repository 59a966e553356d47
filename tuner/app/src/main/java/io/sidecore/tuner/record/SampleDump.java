package io.sidecore.tuner.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.sample.Histogram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Samples as JSON, an object to a line: {@code {"type":T,"data":{}}} with T {@code recording} once, {@code inventory}
 * where it changed, and {@code sample}. Numbers are raw, units are in the names, what is absent is null. A histogram is the
 * list of its slots, powers of two of nanoseconds, up to the last that counted something.
 */
public final class SampleDump {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(absentIsNull())
            .build();

    private final PrintWriter out;
    private @Nullable Inventory printed;

    public SampleDump(PrintWriter out) {
        this.out = out;
    }

    /** The first line. */
    public void header(RecordingHeader header) {
        ObjectNode data = JSON.valueToTree(header);
        line("recording", data.put("schema_version", 1));
    }

    /** A sample, after its inventory where that is another one. */
    @SuppressWarnings("ReferenceEquality") // a reader keeps the object while nothing changes
    public void sample(HostSample sample) {
        if (sample.inventory() != printed) {
            printed = sample.inventory();
            line("inventory", JSON.valueToTree(printed));
        }
        ObjectNode data = JSON.valueToTree(sample);
        data.remove("inventory");
        line("sample", data);
    }

    /** Whether nobody reads any more. */
    public boolean closed() {
        return out.checkError();
    }

    private void line(String type, ObjectNode data) {
        ObjectNode line = JSON.createObjectNode().put("type", type);
        line.set("data", data);
        try {
            out.println(JSON.writeValueAsString(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SimpleModule absentIsNull() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(new Written<>(OptionalLong.class, (value, json) -> {
            if (value.isPresent()) {
                json.writeNumber(value.getAsLong());
            } else {
                json.writeNull();
            }
        }));
        module.addSerializer(new Written<>(OptionalInt.class, (value, json) -> {
            if (value.isPresent()) {
                json.writeNumber(value.getAsInt());
            } else {
                json.writeNull();
            }
        }));
        module.addSerializer(
                new Written<>(Optional.class, (value, json) -> json.writeObject(((Optional<?>) value).orElse(null))));
        module.addSerializer(new Written<>(Histogram.class, (value, json) -> {
            json.writeStartArray();
            for (int slot = 0; slot < value.slotCount(); slot++) {
                json.writeNumber(value.count(slot));
            }
            json.writeEndArray();
        }));
        module.addSerializer(new Written<>(VirtqueueSample.class, SampleDump::queue));
        return module;
    }

    private static void queue(VirtqueueSample sample, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("queue", sample.queue());
        json.writeNumberField("generation", sample.generation());
        for (VirtqueueCounter counter : VirtqueueCounter.values()) {
            String name = counter.name().toLowerCase(Locale.ROOT);
            json.writeObjectField(name, sample.counters().find(counter));
        }
        json.writeObjectField("delay", sample.delay());
        json.writeEndObject();
    }

    /** A serializer as a lambda. */
    private static final class Written<T> extends StdSerializer<T> {

        private final transient Writing<T> writing;

        Written(Class<T> type, Writing<T> writing) {
            super(type);
            this.writing = writing;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            writing.write(value, json);
        }
    }

    /** How a value is written. */
    private interface Writing<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }
}
