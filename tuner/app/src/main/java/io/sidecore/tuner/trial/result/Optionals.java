package io.sidecore.tuner.trial.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Writes an absent value as JSON {@code null} and reads {@code null}, or no key at all, as absent. Jackson itself does so
 * only with one more library.
 */
public final class Optionals {

    private Optionals() {}

    public static Module module() {
        SimpleModule module = new SimpleModule("optionals");
        module.addSerializer(OptionalDouble.class, new WriteDouble());
        module.addDeserializer(OptionalDouble.class, new ReadDouble());
        module.addSerializer(Optional.class, new WriteValue());
        module.addDeserializer(Optional.class, new ReadValue(Optional.empty()));
        return module;
    }

    private static final class WriteDouble extends JsonSerializer<OptionalDouble> {
        @Override
        public void serialize(OptionalDouble value, JsonGenerator to, SerializerProvider with) throws IOException {
            if (value.isPresent()) {
                to.writeNumber(value.getAsDouble());
            } else {
                to.writeNull();
            }
        }
    }

    private static final class ReadDouble extends JsonDeserializer<OptionalDouble> {
        @Override
        public OptionalDouble deserialize(JsonParser from, DeserializationContext with) throws IOException {
            return OptionalDouble.of(from.getDoubleValue());
        }

        @Override
        public OptionalDouble getNullValue(DeserializationContext with) {
            return OptionalDouble.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext with) {
            return OptionalDouble.empty();
        }
    }

    @SuppressWarnings("rawtypes") // Jackson hands over the erased type
    private static final class WriteValue extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator to, SerializerProvider with) throws IOException {
            if (value.isPresent()) {
                with.defaultSerializeValue(value.get(), to);
            } else {
                to.writeNull();
            }
        }
    }

    @SuppressWarnings("rawtypes") // Jackson hands over the erased type
    private static final class ReadValue extends JsonDeserializer<Optional> implements ContextualDeserializer {
        private final Optional<JavaType> content;

        ReadValue(Optional<JavaType> content) {
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext with, @Nullable BeanProperty property) {
            return new ReadValue(Optional.of(with.getContextualType().containedTypeOrUnknown(0)));
        }

        @Override
        public Optional deserialize(JsonParser from, DeserializationContext with) throws IOException {
            return Optional.of(with.readValue(from, content.orElseThrow()));
        }

        @Override
        public Optional getNullValue(DeserializationContext with) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext with) {
            return Optional.empty();
        }
    }
}
