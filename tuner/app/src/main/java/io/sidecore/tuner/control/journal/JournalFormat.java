package io.sidecore.tuner.control.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** One entry to a line, as JSON. */
final class JournalFormat {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer version may have written more
            .build();

    private JournalFormat() {}

    static String write(JournalEntry entry) {
        try {
            return JSON.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("entry is not serializable: " + entry, e);
        }
    }

    static JournalEntry read(String line) throws JsonProcessingException {
        return JSON.readValue(line, JournalEntry.class);
    }
}
