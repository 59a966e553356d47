package io.sidecore.tuner.cli;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyFile;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.policies.source.PolicySource;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that chooses policies: by name, or as files. */
final class PolicyOptions {

    private static final PolicySource BUILT_IN = new BuiltInPolicies();

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME|FILE.json",
            description = "Policies to run, in this order (default: ${DEFAULT-VALUE}).",
            defaultValue = "dedicated,shared,elvis,adaptive")
    private List<String> names = List.of();

    /**
     * The documents.
     *
     * @throws io.sidecore.policies.document.PolicyException if one is unknown or no valid policy, with all its problems
     */
    List<PolicyDocument> documents() {
        return documents(names);
    }

    /** The same of these names and files. */
    static List<PolicyDocument> documents(List<String> names) {
        List<PolicyDocument> documents =
                names.stream().map(PolicyOptions::document).toList();
        long different = documents.stream().map(PolicyDocument::name).distinct().count();
        if (different < documents.size()) {
            throw new IllegalArgumentException("two policies of one name among " + names + " (want each once)");
        }
        return documents;
    }

    private static PolicyDocument document(String name) {
        return name.endsWith(".json") ? PolicyFile.read(Path.of(name)) : BUILT_IN.get(name);
    }
}
