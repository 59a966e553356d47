package io.sidecore.collector.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The stable name of a worker, for instance {@code w0}. A worker keeps its name for life and a name is not used again
 * while its backend runs.
 *
 * @param name what an operator types: letters, digits, {@code . _ -}, at most 31 of them
 */
public record WorkerId(@JsonValue String name) implements Comparable<WorkerId> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,31}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public WorkerId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not a worker name: '" + name + "' (want 1 to 31 letters, digits, '.', '_' or '-', as in w0)");
        }
    }

    /** Shorter names first, so that {@code w2} comes before {@code w10}. */
    @Override
    public int compareTo(WorkerId other) {
        int byLength = Integer.compare(name.length(), other.name.length());
        return byLength != 0 ? byLength : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
