package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.PlacedWorker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which guest is served by which worker on which CPU, from left to right. */
public final class PlacementMap {

    private static final int WIDTH = 480;
    private static final int GUEST = 140;
    private static final int WORKER_X = 196;
    private static final int WORKER = 134;
    private static final int CPU_X = 386;
    private static final int CPU = 90;
    private static final int TOP = 26;
    private static final int GUEST_STEP = 26;
    private static final int GUEST_HEIGHT = 20;
    private static final int WORKER_HEIGHT = 38;
    private static final int WORKER_STEP = 48;

    /** More guests than this on one worker share a box. */
    private static final int MOST_GUESTS = 12;

    private PlacementMap() {}

    /**
     * Draws that of one arm.
     *
     * @param index the arm's place in the trial, which gives its colour
     */
    public static void draw(Markup to, String id, ArmResult arm, int index) {
        Map<String, Integer> queuesOfGuest = queuesOfGuest(arm.placement());
        List<Group> groups = new ArrayList<>();
        double y = TOP;
        for (PlacedWorker worker : arm.placement()) {
            List<String> guests = guests(worker, queuesOfGuest);
            double height = Math.max(WORKER_STEP, guests.size() * GUEST_STEP);
            groups.add(new Group(worker, guests, y, height));
            y += height + 6;
        }
        Svg.Frame frame = new Svg.Frame(WIDTH, (int) y, false);
        String title = "placement at the end of " + arm.arm().name();
        try (Svg svg = new Svg(to, frame, id, title, arm.placementText())) {
            svg.text("strip", 0, 14, "guest");
            svg.text("strip", WORKER_X, 14, "worker");
            svg.text("strip", CPU_X, 14, "CPU");
            cpus(svg, groups);
            groups.forEach(group -> worker(svg, group, Palette.arm(index)));
        }
    }

    /** A worker, the boxes of its guests, and the space they have. */
    private record Group(PlacedWorker worker, List<String> guests, double top, double height) {
        double middle() {
            return top + height / 2;
        }
    }

    private static void worker(Svg svg, Group group, String colour) {
        double middle = group.middle();
        double y = middle - GUEST_STEP * group.guests().size() / 2.0;
        for (String guest : group.guests()) {
            double guestMiddle = y + GUEST_STEP / 2.0;
            svg.path("edge " + colour, curve(GUEST, guestMiddle, WORKER_X, middle));
            svg.rounded("box", 0.5, guestMiddle - GUEST_HEIGHT / 2.0, GUEST, GUEST_HEIGHT, 4);
            svg.text("tick mid", GUEST / 2.0, guestMiddle + 4, Figures.cut(guest, 22), guest);
            y += GUEST_STEP;
        }
        svg.rounded("worker " + colour, WORKER_X, middle - WORKER_HEIGHT / 2.0, WORKER, WORKER_HEIGHT, 6);
        String name = group.worker().worker();
        svg.text("name mid", WORKER_X + WORKER / 2.0, middle - 3, Figures.cut(name, 18), name);
        String mode = group.worker().modeText();
        String shortMode = mode.substring(0, mode.indexOf(',') < 0 ? mode.length() : mode.indexOf(','));
        svg.text("tick mid", WORKER_X + WORKER / 2.0, middle + 12, Figures.cut(shortMode, 20), mode);
    }

    /** One box for each set of CPUs, halfway between its workers. */
    private static void cpus(Svg svg, List<Group> groups) {
        Map<String, List<Group>> sets = new LinkedHashMap<>();
        groups.forEach(group -> sets.computeIfAbsent(group.worker().cpus(), set -> new ArrayList<>())
                .add(group));
        double free = TOP;
        for (Map.Entry<String, List<Group>> set : sets.entrySet()) {
            double wanted = set.getValue().stream().collect(Collectors.averagingDouble(Group::middle));
            double middle = Math.max(wanted, free + WORKER_HEIGHT / 2.0);
            free = middle + WORKER_HEIGHT / 2.0 + 4;
            for (Group group : set.getValue()) {
                svg.path("edge pin", curve(WORKER_X + WORKER, group.middle(), CPU_X, middle));
            }
            svg.rounded("cpu", CPU_X, middle - WORKER_HEIGHT / 2.0, CPU, WORKER_HEIGHT, 2);
            String name = "CPU " + set.getKey();
            svg.text("name mid", CPU_X + CPU / 2.0, middle + 5, Figures.cut(name, 12), name);
        }
    }

    private static String curve(double x1, double y1, double x2, double y2) {
        double half = (x1 + x2) / 2;
        return "M" + Svg.px(x1) + " " + Svg.px(y1) + "C" + Svg.px(half) + " " + Svg.px(y1) + " " + Svg.px(half) + " "
                + Svg.px(y2) + " " + Svg.px(x2) + " " + Svg.px(y2);
    }

    private static List<String> guests(PlacedWorker worker, Map<String, Integer> queuesOfGuest) {
        List<String> guests = new ArrayList<>();
        worker.queuesByGuest().forEach((guest, queues) -> {
            boolean whole = queues.size() == queuesOfGuest.getOrDefault(guest, 0);
            guests.add(whole ? guest : guest + " (" + String.join(", ", queues) + ")");
        });
        if (guests.size() <= MOST_GUESTS) {
            return guests;
        }
        return List.of(guests.size() + " guests, " + guests.get(0) + " to " + guests.get(guests.size() - 1));
    }

    private static Map<String, Integer> queuesOfGuest(List<PlacedWorker> placement) {
        Map<String, Integer> count = new LinkedHashMap<>();
        placement.forEach(worker ->
                worker.queuesByGuest().forEach((guest, queues) -> count.merge(guest, queues.size(), Integer::sum)));
        return count;
    }
}
