package io.sidecore.vhostuser.worker;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where a device's guest is at home, as far as it matters to which worker it gets.
 *
 * @param cgroups of the frontend's process, but for the root, each with its controllers: {@code :/machine/vm1}; absent if
 *     unknown
 * @param node the NUMA node of the guest's memory; empty if that is not known
 * @param process the frontend, whose threads run the guest; empty if that is not known, or is this process
 */
public record Origin(Optional<Set<String>> cgroups, OptionalInt node, OptionalInt process) {

    public static final Origin UNKNOWN = new Origin(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

    public Origin {
        cgroups = cgroups.map(Set::copyOf);
    }
}
