package io.sidecore.vhostuser.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A guest as a backend lists it.
 *
 * @param guest the name of its device
 * @param introduction another number after it went and came back, or more became known of it
 * @param process its frontend; absent if that is the backend itself, or in a PID namespace that the backend cannot see into
 * @param node the NUMA node of its memory; absent if unknown
 * @param cgroups those of its frontend, but for the root; absent if unknown
 */
public record Guest(
        String guest, long introduction, OptionalInt process, OptionalInt node, Optional<Set<String>> cgroups) {

    public Guest {
        cgroups = cgroups.map(Set::copyOf);
    }

    @JsonCreator
    static Guest read(
            @JsonProperty(value = "guest", required = true) String guest,
            @JsonProperty("introduction") long introduction,
            @JsonProperty("process") @Nullable Integer process,
            @JsonProperty("node") @Nullable Integer node,
            @JsonProperty("cgroups") @Nullable List<String> cgroups) {
        return new Guest(
                guest,
                introduction,
                process == null ? OptionalInt.empty() : OptionalInt.of(process),
                node == null ? OptionalInt.empty() : OptionalInt.of(node),
                Optional.ofNullable(cgroups).map(TreeSet::new));
    }
}
