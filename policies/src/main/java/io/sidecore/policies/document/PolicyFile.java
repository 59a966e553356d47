package io.sidecore.policies.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sidecore.policies.Objective;
import java.io.UncheckedIOException;
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
    private static final JsonFile POLICY = new JsonFile("a policy", 1 << 20);

    private static final Map<String, Class<? extends Parameters>> KINDS = Map.of(
            "fixed", Parameters.Fixed.class,
            "adaptive", Parameters.Adaptive.class,
            "iocm", Parameters.Iocm.class,
            "ovs-auto-lb", Parameters.OvsAutoLb.class,
            "spdk-dynamic", Parameters.SpdkDynamic.class);

    private static final PolicySchema SCHEMA = new PolicySchema("/policies/policy.schema.json");

    private PolicyFile() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException if it cannot be read, or is no policy
     */
    public static PolicyDocument read(Path file) {
        return parse(file.toString(), POLICY.text(file));
    }

    /**
     * Reads the text of a file.
     *
     * @param file what problems call it
     * @throws PolicyException if it is no policy
     */
    public static PolicyDocument parse(String file, String text) {
        JsonNode tree = POLICY.tree(file, text);
        List<Problem> problems = SCHEMA.problems(file, tree);
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        return bind(file, tree);
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

    /** Binds the blocks of a file to their records, and collects what the records refuse. */
    private record Blocks(String file, JsonNode tree, List<Problem> problems) {
        Blocks(String file, JsonNode tree) {
            this(file, tree, new ArrayList<>());
        }

        <T> @Nullable T bind(String block, Class<T> type) {
            try {
                return JsonFile.JSON.treeToValue(tree.get(block), type);
            } catch (JsonMappingException e) {
                Throwable refusal = e.getCause() == null ? e : e.getCause();
                problems.add(new Problem(
                        file,
                        "/" + block,
                        PolicySchema.shown(tree.get(block)),
                        JsonFile.firstLine(String.valueOf(refusal.getMessage()))));
                return null;
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(file, e); // reading from a tree: cannot happen
            }
        }
    }
}
