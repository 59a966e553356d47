package io.sidecore.policies.source;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The policies that come with Sidecore. */
public final class BuiltInPolicies implements PolicySource {

    private static final List<String> NAMES = List.of(
            "adaptive",
            "affinity",
            "dedicated",
            "elvis",
            "elvis-posted",
            "elvis-sharing",
            "iocm",
            "ovs-auto-lb",
            "per-cpu",
            "shared",
            "spdk-dynamic",
            "workqueue");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Optional<PolicyDocument> find(String name) {
        return NAMES.contains(name) ? Optional.of(PolicyFile.parse(resource(name), text(name))) : Optional.empty();
    }

    /**
     * The document of a policy as it is published.
     *
     * @throws PolicyException if there is none of that name
     */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new PolicyException("no policy is called '" + name + "'; known are " + String.join(", ", NAMES));
        }
        try (InputStream in = BuiltInPolicies.class.getResourceAsStream(resource(name))) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource(name) + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource(name), e);
        }
    }

    private static String resource(String name) {
        return "/policies/" + name + ".json";
    }
}
