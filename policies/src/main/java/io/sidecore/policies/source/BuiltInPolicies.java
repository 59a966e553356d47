package io.sidecore.policies.source;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The policies that come with Sidecore. */
public final class BuiltInPolicies implements PolicySource {

    private static final List<String> NAMES = List.of("adaptive", "dedicated", "elvis", "shared");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Optional<PolicyDocument> find(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        String resource = "/policies/" + name + ".json";
        try (InputStream in = BuiltInPolicies.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing from the jar");
            }
            return Optional.of(PolicyFile.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
