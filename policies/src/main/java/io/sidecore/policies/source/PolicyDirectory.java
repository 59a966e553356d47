package io.sidecore.policies.source;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory with one file {@code NAME.json} for each policy, put there by hand, by Ansible, or as a mounted
 * ConfigMap. What the directory does not have is looked up in {@code fallback}, so a file of the same name replaces a
 * built-in policy. Files are read anew at each look-up.
 */
public final class PolicyDirectory implements PolicySource {

    private static final String SUFFIX = ".json";
    private static final String SCHEMA_SUFFIX = ".schema.json";

    private final Path directory;
    private final PolicySource fallback;

    /** @throws PolicyException if there is no such directory */
    public PolicyDirectory(Path directory, PolicySource fallback) {
        if (!Files.isDirectory(directory)) {
            throw new PolicyException(directory + ": not a directory; want one with NAME.json policy files");
        }
        this.directory = directory;
        this.fallback = fallback;
    }

    @Override
    public List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            Stream<String> own = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.endsWith(SCHEMA_SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()));
            return Stream.concat(own, fallback.names().stream())
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PolicyException(directory + ": cannot be listed: " + e.getMessage());
        }
    }

    @Override
    public Optional<PolicyDocument> find(String name) {
        if (!name.matches("[A-Za-z0-9-]+") || !Files.exists(directory.resolve(name + SUFFIX))) {
            return fallback.find(name); // also keeps a name like ../../x inside the directory
        }
        Path file = directory.resolve(name + SUFFIX);
        PolicyDocument policy = PolicyFile.read(file);
        if (!policy.name().equals(name)) {
            throw new PolicyException(
                    file + ": /name is \"" + policy.name() + "\"; want \"" + name + "\", the name of the file");
        }
        return Optional.of(policy);
    }
}
