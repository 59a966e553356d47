package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.signal.host.RanInstead;
import io.sidecore.collector.signal.host.ThreadObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who ran while a worker or vCPU waited: threads of the inventory each for itself, others by process, the most charged
 * first.
 *
 * @param known whether anybody counted that, in the last window
 * @param idle share of a window that it waited though its CPU was idle, mean
 * @param others whoever else ran
 */
record Charges(boolean known, double idle, List<Charge> others) {

    private static final Comparator<Charge> MOST =
            Comparator.comparingDouble(Charge::share).reversed().thenComparingInt(Charge::tid);

    /**
     * One of them.
     *
     * @param tid of the thread of it that was charged most
     * @param ownGuest whether it belongs to a guest that the worker serves
     * @param share of a window, mean
     */
    record Charge(String name, int tid, int pid, Optional<Scene.Member> thread, boolean ownGuest, double share) {}

    /**
     * Adds them up.
     *
     * @param windows what the scheduler said of the thread in each window
     * @param guests those that it serves, or whose it is
     */
    static Charges of(Scene scene, List<ThreadObservation> windows, Set<String> guests) {
        Map<Integer, List<RanInstead>> byOwner = new HashMap<>();
        double idle = 0;
        for (ThreadObservation window : windows) {
            for (RanInstead one : window.ranInstead()) {
                if (one.isIdle()) {
                    idle += one.share();
                } else {
                    int owner = scene.thread(one.tid()).isPresent() ? -one.tid() : one.pid();
                    byOwner.computeIfAbsent(owner, id -> new ArrayList<>()).add(one);
                }
            }
        }
        Set<Integer> pids = new HashSet<>();
        guests.forEach(
                name -> scene.windows().inventory().guest(name).map(Guest::pid).ifPresent(pids::add));
        List<Charge> others = new ArrayList<>();
        byOwner.values().forEach(ones -> others.add(charge(scene, ones, windows.size(), guests, pids)));
        others.sort(MOST);
        boolean known = !windows.isEmpty() && windows.get(windows.size() - 1).ranInsteadKnown();
        return new Charges(known, windows.isEmpty() ? 0 : idle / windows.size(), others);
    }

    private static Charge charge(
            Scene scene, List<RanInstead> ones, int windows, Set<String> guests, Set<Integer> pids) {
        Map<Integer, Double> byThread = new HashMap<>();
        ones.forEach(one -> byThread.merge(one.tid(), one.share(), Double::sum));
        int tid = byThread.entrySet().stream()
                .max(Map.Entry.<Integer, Double>comparingByValue().thenComparing(entry -> -entry.getKey()))
                .orElseThrow()
                .getKey();
        RanInstead first =
                ones.stream().filter(one -> one.tid() == tid).findFirst().orElseThrow();
        Optional<Scene.Member> thread = scene.thread(tid);
        boolean ownVcpu = thread.filter(Scene.Member::vcpu)
                .flatMap(Scene.Member::guest)
                .filter(guests::contains)
                .isPresent();
        String other = Words.name(first.comm()) + " (pid " + first.pid() + ")";
        return new Charge(
                thread.map(Scene.Member::name).orElse(other),
                tid,
                first.pid(),
                thread,
                ownVcpu || (thread.isEmpty() && pids.contains(first.pid())),
                byThread.values().stream().mapToDouble(Double::doubleValue).sum() / windows);
    }

    /** Share of a window that others than the idle thread ran in its stead. */
    double othersShare() {
        return Math.min(1, others.stream().mapToDouble(Charge::share).sum());
    }
}
