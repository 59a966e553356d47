package io.sidecore.policies.peers.spdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One look of the scheduler: all guests are moved on paper, first those that are idle, then the others. */
final class Balance {

    /**
     * A guest in the period.
     *
     * @param cpu where it is served; the main core if on none
     * @param busy share of the period that it kept a core busy
     * @param load share of its own time that it was busy: polls of its that found nothing are the rest
     */
    record Guest(String name, int cpu, double busy, double load) {}

    private final SortedMap<Integer, Core> cores = new TreeMap<>();
    private final Map<String, Integer> cpuOf = new LinkedHashMap<>();
    private final double loadLimit;

    /**
     * @param cores at least one; the lowest is the main one
     * @param loadLimit share of its time below which a guest is idle
     */
    Balance(List<Core> cores, double loadLimit) {
        cores.forEach(core -> this.cores.put(core.cpu(), core));
        this.loadLimit = loadLimit;
    }

    /** The CPU that each guest shall be served on, in the order of the guests given, which is that of their cores. */
    Map<String, Integer> of(List<Guest> guests) {
        for (Guest guest : guests) {
            core(guest.cpu()).serves();
            cpuOf.put(guest.name(), guest.cpu());
        }
        for (Guest guest : guests) {
            if (isIdle(guest)) {
                move(guest, main());
            }
        }
        for (Guest guest : guests) {
            if (!isIdle(guest)) {
                move(guest, best(guest));
            }
        }
        return cpuOf;
    }

    private boolean isIdle(Guest guest) {
        return guest.load() < loadLimit;
    }

    private Core core(int cpu) {
        Core core = cores.get(cpu);
        return core == null ? cores.values().iterator().next() : core;
    }

    private Core main() {
        return core(cores.firstKey());
    }

    /** The main core if it fits there, else a lower one that it fits on; any other only if its own is at the limit. */
    private Core best(Guest guest) {
        Core own = core(guest.cpu());
        Core leastBusy = own;
        for (Core core : cores.values()) {
            leastBusy = core.busy() < leastBusy.busy() ? core : leastBusy;
            if (core != own && core.fits(guest.busy())) {
                boolean lower = core.cpu() < own.cpu() && own != main();
                if (core == main() || lower || own.isAtLimit()) {
                    return core;
                }
            }
        }
        return own.isAtLimit() ? leastBusy : own;
    }

    private void move(Guest guest, Core to) {
        Core from = core(guest.cpu());
        if (from != to) {
            to.take(guest.busy());
            from.give(guest.busy());
            cpuOf.put(guest.name(), to.cpu());
        }
    }
}
