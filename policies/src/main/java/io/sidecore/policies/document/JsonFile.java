package io.sidecore.policies.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A kind of file that is JSON, and how it is read.
 *
 * @param what a problem calls it, as in {@code a policy}
 * @param maxBytes what is longer is something else
 */
public record JsonFile(String what, long maxBytes) {

    /** Takes what is written as it is meant: unknown names, names that are there twice, and nulls for numbers are errors. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * The text of a file.
     *
     * @throws PolicyException if it cannot be read, or is too long
     */
    public String text(Path file) {
        try {
            if (Files.size(file) > maxBytes) {
                throw new PolicyException(
                        file + ": has " + Files.size(file) + " bytes; want " + what + " of at most " + maxBytes);
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new PolicyException(file + ": no such file; want " + what + " file");
        } catch (CharacterCodingException e) {
            throw new PolicyException(file + ": is not UTF-8 text; want " + what + " as JSON");
        } catch (IOException e) {
            throw new PolicyException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * The tree of a text.
     *
     * @param file what problems call it
     * @throws PolicyException if it is empty, or no JSON
     */
    public JsonNode tree(String file, String text) {
        try {
            JsonNode tree = JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
            if (tree.isMissingNode()) {
                throw new PolicyException(file + ": is empty; want " + what + " as JSON");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new PolicyException(file + ": line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + inShort(e.getOriginalMessage()) + "; want valid JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(file, e); // reading from memory: cannot happen
        }
    }

    /** Without the remark of where the broken object began, which names no file. */
    private static String inShort(String jacksonMessage) {
        return firstLine(jacksonMessage).replaceFirst(" \\(start marker at .*", "");
    }

    /** What of an error's text is for people. */
    public static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
