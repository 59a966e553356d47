package io.sidecore.policies.document;

import java.util.List;
import java.util.stream.Collectors;

/** A policy, or another file that is read as one is, that cannot be used. The message has one line for each problem. */
public final class PolicyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PolicyException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    public PolicyException(String problem) {
        super(problem);
    }
}
