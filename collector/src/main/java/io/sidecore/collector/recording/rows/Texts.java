package io.sidecore.collector.recording.rows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The strings of a recording, by number: each is written once between two key frames, in the frame that uses it first.
 * Packed: how many are new, then each; they get the numbers that follow those of the strings before.
 */
public final class Texts {

    /** Bounds what a hostile file can make us keep; a writer begins anew with a key frame long before. */
    private static final int MAX_CHARACTERS = 32 << 20;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private int written;
    private long characters;

    /** Forgets all. */
    public void clear() {
        numbers.clear();
        texts.clear();
        written = 0;
        characters = 0;
    }

    /** Whether a writer had better begin anew. */
    public boolean isLarge() {
        return characters > MAX_CHARACTERS / 4;
    }

    /** The number of a string, a new one if need be. */
    int number(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        add(text);
        numbers.put(text, texts.size() - 1);
        return texts.size() - 1;
    }

    String text(long number) {
        if (number < 0 || number >= texts.size()) {
            throw new MalformedException("text " + number + " of " + texts.size());
        }
        return texts.get((int) number);
    }

    /** Writes those that were not written yet. */
    public void write(PackedOutput out) {
        out.unsigned(texts.size() - written);
        for (; written < texts.size(); written++) {
            out.text(texts.get(written));
        }
    }

    /** Takes what {@link #write} wrote. */
    public void read(PackedInput in) {
        int count = in.count(MAX_CHARACTERS, "texts");
        for (int i = 0; i < count; i++) {
            add(in.text());
        }
    }

    private void add(String text) {
        characters += text.length() + 1L; // one more, so that empty ones are bounded too
        if (characters > MAX_CHARACTERS) {
            throw new MalformedException("texts of more than " + MAX_CHARACTERS + " characters");
        }
        texts.add(text);
    }
}
