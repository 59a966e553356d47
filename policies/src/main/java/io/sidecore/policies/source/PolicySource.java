package io.sidecore.policies.source;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyException;
import java.util.List;
import java.util.Optional;

/** Where policies come from: those built in, a directory, later a store that hosts share. */
public interface PolicySource {

    /** The names of all policies, sorted. */
    List<String> names();

    /**
     * The policy of that name.
     *
     * @throws PolicyException if there is one, but it cannot be used
     */
    Optional<PolicyDocument> find(String name);

    /**
     * The policy of that name.
     *
     * @throws PolicyException if there is none, or it cannot be used
     */
    default PolicyDocument get(String name) {
        return find(name)
                .orElseThrow(() -> new PolicyException(
                        "no policy is called '" + name + "'; known are " + String.join(", ", names())));
    }
}
