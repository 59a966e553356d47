package io.sidecore.tuner.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        Set<String> names = new HashSet<>();
        for (GuestSpec guest : guests) {
            if (!names.add(guest.name())) {
                throw new IllegalArgumentException("two guests are called " + guest.name());
            }
            guest.vcpus()
                    .ifPresent(cpus -> requireCpus(host, cpus.stream().max().orElse(0), guest.name()));
            if (guest.node() >= host.nodes()) {
                throw new IllegalArgumentException(guest.name() + ": node must be below " + host.nodes()
                        + ", the nodes of the host: " + guest.node());
            }
        }
        for (Scene scene : scenes) {
            if (scene.guest() != null && !names.contains(scene.guest())) {
                throw new IllegalArgumentException("a scene at " + scene.at() + " s is about " + scene.guest()
                        + ", which is no guest of " + names);
            }
            if (scene.cpu() != null) {
                requireCpus(host, scene.cpu(), "a scene at " + scene.at() + " s");
            }
        }
    }

    private static void requireCpus(HostSpec host, int highest, String who) {
        if (highest >= host.cpus()) {
            throw new IllegalArgumentException(
                    who + ": CPU " + highest + " is none of the host's (want 0 to " + (host.cpus() - 1) + ")");
        }
    }

    /** The same for another time. */
    public Scenario lasting(double other) {
        return new Scenario(name, summary, host, guests, scenes, other);
    }
}
