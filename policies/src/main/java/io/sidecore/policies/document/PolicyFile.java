package io.sidecore.policies.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.policies.Objective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy files. A file is checked by the schema first, which sees every field by itself, and then by the records,
 * which see how fields go together; all problems that either finds are reported at once.
 */
public final class PolicyFile {

    /** A policy file has about 40 lines; what is much longer is something else. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Map<String, Class<? extends Parameters>> KINDS = Map.of(
            "fixed", Parameters.Fixed.class,
            "adaptive", Parameters.Adaptive.class,
            "iocm", Parameters.Iocm.class,
            "ovs-auto-lb", Parameters.OvsAutoLb.class,
            "spdk-dynamic", Parameters.SpdkDynamic.class);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final PolicySchema SCHEMA = new PolicySchema();

    private PolicyFile() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException if it cannot be read, or is no policy
     */
    public static PolicyDocument read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PolicyException(
                        file + ": has " + Files.size(file) + " bytes; want a policy of at most " + MAX_BYTES);
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new PolicyException(file + ": no such file; want a policy file");
        } catch (CharacterCodingException e) {
            throw new PolicyException(file + ": is not UTF-8 text; want a policy as JSON");
        } catch (IOException e) {
            throw new PolicyException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param file what problems call it
     * @throws PolicyException if it is no policy
     */
    public static PolicyDocument parse(String file, String text) {
        JsonNode tree = tree(file, text);
        List<Problem> problems = SCHEMA.problems(file, tree);
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        return bind(file, tree);
    }

    private static JsonNode tree(String file, String text) {
        try {
            JsonNode tree = JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
            if (tree.isMissingNode()) {
                throw new PolicyException(file + ": is empty; want a policy as JSON");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new PolicyException(file + ": line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + inShort(e.getOriginalMessage()) + "; want valid JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(file, e); // reading from memory: cannot happen
        }
    }

    private static PolicyDocument bind(String file, JsonNode tree) {
        Class<? extends Parameters> kind = KINDS.get(tree.get("kind").asText());
        if (kind == null) {
            throw new IllegalStateException("the schema allows a kind that has no record: " + tree.get("kind"));
        }
        Blocks blocks = new Blocks(file, tree);
        Parameters parameters = blocks.bind("parameters", kind);
        Objective objective = blocks.bind("objective", Objective.class);
        Guards guards = blocks.bind("guards", Guards.class);
        Judging judge = tree.has("judge") ? blocks.bind("judge", Judging.class) : null;
        if (parameters == null || objective == null || guards == null || !blocks.problems.isEmpty()) {
            throw new PolicyException(blocks.problems);
        }
        return new PolicyDocument(
                tree.get("name").asText(),
                tree.get("summary").asText(),
                parameters,
                objective,
                guards,
                Optional.ofNullable(judge));
    }

    /** Without the remark of where the broken object began, which names no file. */
    private static String inShort(String jacksonMessage) {
        return firstLine(jacksonMessage).replaceFirst(" \\(start marker at .*", "");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    /** Binds the blocks of a file to their records, and collects what the records refuse. */
    private record Blocks(String file, JsonNode tree, List<Problem> problems) {
        Blocks(String file, JsonNode tree) {
            this(file, tree, new ArrayList<>());
        }

        <T> @Nullable T bind(String block, Class<T> type) {
            try {
                return JSON.treeToValue(tree.get(block), type);
            } catch (JsonMappingException e) {
                Throwable refusal = e.getCause() == null ? e : e.getCause();
                problems.add(new Problem(
                        file,
                        "/" + block,
                        PolicySchema.shown(tree.get(block)),
                        firstLine(String.valueOf(refusal.getMessage()))));
                return null;
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(file, e); // reading from a tree: cannot happen
            }
        }
    }
}
