package io.sidecore.guests.load;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that the guests of a run are to do.
 *
 * @param name for reports
 * @param flows at least one, no two of one kind between the same guests in the same direction
 */
public record Load(String name, List<Flow> flows) {

    /** Flow and guest numbers travel in frames and addresses of 16 bits. */
    private static final int MAX_FLOWS = 65535;

    public Load {
        flows = List.copyOf(flows);
        if (flows.isEmpty() || flows.size() > MAX_FLOWS) {
            throw new IllegalArgumentException("a load needs 1 to 65535 flows: " + flows.size());
        }
        Set<String> names = new HashSet<>();
        for (Flow flow : flows) {
            if (!names.add(flow.name())) {
                throw new IllegalArgumentException("two flows are the same: " + flow.name());
            }
        }
    }

    /** The guests, in the order in which the flows name them. */
    public List<String> guests() {
        Set<String> guests = new LinkedHashSet<>();
        flows.forEach(flow -> guests.addAll(List.of(flow.from(), flow.to())));
        return List.copyOf(guests);
    }

    /** The flows that a guest has an end of. */
    public Stream<Flow> flowsOf(String guest) {
        return flows.stream()
                .filter(flow -> flow.from().equals(guest) || flow.to().equals(guest));
    }
}
