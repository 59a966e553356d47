package io.sidecore.tuner.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A host, its guests, and what happens to them. Times are seconds from the beginning.
 *
 * @param name one word
 * @param summary one line for people; may be empty
 * @param host its CPUs and links
 * @param guests those that are there at the beginning, or come
 * @param scenes what changes, in any order
 * @param seconds how long it lasts, above 0 and at most 7200
 */
public record Scenario(
        String name, String summary, HostSpec host, List<GuestSpec> guests, List<Scene> scenes, double seconds) {

    private static final double MAX_SECONDS = 7200;

    /**
     * Checks how all goes together.
     *
     * @throws IllegalArgumentException with one line for each problem
     */
    public Scenario {
        summary = summary == null ? "" : summary;
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a scenario needs a name");
        }
        if (host == null || guests == null || guests.isEmpty()) {
            throw new IllegalArgumentException("scenario " + name + " needs a host and at least one guest");
        }
        if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException("seconds must be in (0,7200]: " + seconds);
        }
        guests = List.copyOf(guests);
        List<Scene> inOrder = new ArrayList<>(scenes == null ? List.of() : scenes);
        inOrder.sort(Comparator.comparingDouble(Scene::at));
        scenes = List.copyOf(inOrder);
        List<String> problems = problems(host, guests);
        problems.addAll(problems(host, guests, scenes));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private static List<String> problems(HostSpec host, List<GuestSpec> guests) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (GuestSpec guest : guests) {
            if (!names.add(guest.name())) {
                problems.add("two guests are called " + guest.name());
            }
            guest.vcpus()
                    .flatMap(cpus -> noneOf(host, cpus.stream().max().orElse(0), guest.name()))
                    .ifPresent(problems::add);
            if (guest.node() >= host.nodes()) {
                problems.add(guest.name() + ": node must be below " + host.nodes() + ", the nodes of the host: "
                        + guest.node());
            }
        }
        return problems;
    }

    private static List<String> problems(HostSpec host, List<GuestSpec> guests, List<Scene> scenes) {
        List<String> problems = new ArrayList<>();
        Set<String> names = guests.stream().map(GuestSpec::name).collect(Collectors.toCollection(TreeSet::new));
        for (Scene scene : scenes) {
            String what = "a scene at " + scene.at() + " s";
            if (scene.guest() != null && !names.contains(scene.guest())) {
                problems.add(what + " is about " + scene.guest() + ", which is no guest of " + names);
            }
            if (scene.cpu() != null) {
                noneOf(host, scene.cpu(), what).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static Optional<String> noneOf(HostSpec host, int highest, String who) {
        return highest < host.cpus()
                ? Optional.empty()
                : Optional.of(
                        who + ": CPU " + highest + " is none of the host's (want 0 to " + (host.cpus() - 1) + ")");
    }

    /** The same for another time. */
    public Scenario lasting(double other) {
        return new Scenario(name, summary, host, guests, scenes, other);
    }
}
