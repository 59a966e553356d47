package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Arrangements that are worth a thought: one to all I/O cores with a worker on each, sleeping, spinning or polling; workers
 * that run anywhere; those that ask apart from those that stream; streams on workers of their own beside an I/O core.
 */
final class Arrangements {

    /** On a host with more I/O cores, only numbers near what the load asks for are thought of. */
    private static final int ALL_UP_TO = 4;

    /** A guest that takes this share of a worker or more is a heavy one. */
    private static final double BULK_LOAD = 0.25;

    private final Host host;
    private final PollMode spin;
    private final double maxLoad;
    private final CgroupSets sets;

    Arrangements(Host host, int spinMicros, double maxLoad, CgroupSets sets) {
        this.host = host;
        this.sets = sets;
        this.spin = PollMode.spin(Duration.ofNanos(1000L * spinMicros));
        this.maxLoad = maxLoad;
    }

    /** @param free the workers that may be changed, and what they serve */
    List<Arrangement> of(Situation here, Placement free) {
        List<Guest> guests = here.serving().stream()
                .filter(load -> free.workers().containsKey(load.worker()))
                .flatMap(load -> here.guests(load.worker()).stream())
                .sorted(Guest.BUSIEST_FIRST)
                .toList();
        List<Arrangement> all = new ArrayList<>();
        if (guests.isEmpty()) {
            return all;
        }
        double load = guests.stream().mapToDouble(Guest::load).sum();
        List<CpuSet> cores = cores(here);
        List<PollMode> modes = List.of(PollMode.SLEEP, spin, PollMode.POLL);
        List<Guest> bulk =
                guests.stream().filter(guest -> guest.load() >= BULK_LOAD).toList();
        List<Guest> light =
                guests.stream().filter(guest -> guest.load() < BULK_LOAD).toList();
        int least = sets.count(guests);
        for (int k : counts(load, Math.min(cores.size(), guests.size()))) {
            for (PollMode mode : modes) {
                if (k >= least) {
                    all.add(onCores(cores, k, mode, guests));
                }
                if (k > Math.max(1, sets.count(bulk)) && !bulk.isEmpty() && sets.count(light) == 1) {
                    all.add(apart(cores, k, mode, mode, light, bulk));
                    all.add(apart(cores, k, PollMode.POLL, mode, light, bulk));
                }
                if (!bulk.isEmpty() && !light.isEmpty() && k >= sets.count(light)) {
                    all.add(mixed(cores, k, mode, light, bulk));
                }
            }
        }
        for (int k : counts(load, Math.min(guests.size(), host.cores().all().count()))) {
            for (PollMode mode : k < least ? List.<PollMode>of() : List.of(PollMode.SLEEP, spin)) {
                all.add(anywhere(k, mode, guests));
            }
        }
        if (guests.size() > host.cores().all().count()) {
            all.add(anywhere(guests.size(), PollMode.SLEEP, guests));
        }
        return all.stream().distinct().toList();
    }

    /** I/O cores, those first that others want least; the second thread of a core after all first ones. */
    private List<CpuSet> cores(Situation here) {
        List<CpuSet> wanted = host.cores().io().stream()
                .mapToObj(CpuSet::of)
                .sorted(Comparator.comparingDouble(here::wantedByOthers))
                .toList();
        Set<CpuSet> taken = new HashSet<>();
        List<CpuSet> first = new ArrayList<>();
        List<CpuSet> second = new ArrayList<>();
        for (CpuSet cpu : wanted) {
            (taken.add(host.coreOf(cpu.first())) ? first : second).add(cpu);
        }
        first.addAll(second);
        return first;
    }

    /** How many workers to think of: all numbers if they are few, else those that suit the load, and the ends. */
    private Set<Integer> counts(double load, int most) {
        Set<Integer> counts = new TreeSet<>();
        if (most < 1) {
            return counts;
        }
        int needed = (int) Math.ceil(load / maxLoad);
        for (int k = 1; k <= Math.min(most, ALL_UP_TO); k++) {
            counts.add(k);
        }
        for (int k : new int[] {needed - 1, needed, needed + 1, 2 * needed, most}) {
            counts.add(Math.max(1, Math.min(most, k)));
        }
        return counts;
    }

    private Arrangement onCores(List<CpuSet> cores, int k, PollMode mode, List<Guest> guests) {
        return new Arrangement(
                Text.count(k, "worker") + " on I/O cores, set to " + mode, workers(cores.subList(0, k), mode, guests));
    }

    private Arrangement apart(
            List<CpuSet> cores, int k, PollMode forLight, PollMode forBulk, List<Guest> light, List<Guest> bulk) {
        List<Arrangement.Worker> workers = new ArrayList<>();
        workers.add(new Arrangement.Worker(cores.get(0), forLight, light));
        workers.addAll(workers(cores.subList(1, k), forBulk, bulk));
        return new Arrangement(
                "one I/O core for the light guests (" + forLight + "), " + (k - 1) + " for the heavy ones (" + forBulk
                        + ")",
                workers);
    }

    private Arrangement mixed(List<CpuSet> cores, int k, PollMode mode, List<Guest> light, List<Guest> bulk) {
        List<Arrangement.Worker> workers = new ArrayList<>(workers(cores.subList(0, k), mode, light));
        for (Guest guest : bulk) {
            workers.add(new Arrangement.Worker(host.cores().all(), PollMode.SLEEP, List.of(guest)));
        }
        return new Arrangement(
                "the light guests on " + Text.count(k, "I/O core") + " (" + mode
                        + "), each heavy one on a worker of its own",
                workers);
    }

    private Arrangement anywhere(int k, PollMode mode, List<Guest> guests) {
        List<CpuSet> cpus = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            cpus.add(host.cores().all());
        }
        return new Arrangement(Text.count(k, "worker") + " anywhere, set to " + mode, workers(cpus, mode, guests));
    }

    /**
     * The busiest guest first, each to the worker with least load, of its own node if there is one (LPT; Graham, 1969).
     * Guests of other cgroups find a worker, too, if there are as many workers as sets of them.
     */
    private List<Arrangement.Worker> workers(List<CpuSet> cpus, PollMode mode, List<Guest> busiestFirst) {
        double[] loads = new double[cpus.size()];
        List<List<Guest>> guests = Stream.generate(() -> (List<Guest>) new ArrayList<Guest>())
                .limit(cpus.size())
                .toList();
        Set<Optional<Set<String>>> started = new HashSet<>();
        int waiting = sets.count(busiestFirst);
        int empty = cpus.size();
        for (Guest guest : busiestFirst) {
            Optional<Set<String>> set = sets.of(guest.name());
            boolean isFirst = started.add(set);
            boolean mayBegin = isFirst || empty > waiting;
            int best = lightest(
                    loads,
                    cpus,
                    guest,
                    worker -> guests.get(worker).isEmpty()
                            ? mayBegin
                            : sets.of(guests.get(worker).get(0).name()).equals(set));
            waiting -= isFirst ? 1 : 0;
            empty -= guests.get(best).isEmpty() ? 1 : 0;
            loads[best] += guest.load() + 1e-6;
            guests.get(best).add(guest);
        }
        List<Arrangement.Worker> workers = new ArrayList<>();
        for (int i = 0; i < loads.length; i++) {
            if (!guests.get(i).isEmpty()) {
                workers.add(new Arrangement.Worker(cpus.get(i), mode, List.copyOf(guests.get(i))));
            }
        }
        return workers;
    }

    private int lightest(double[] loads, List<CpuSet> cpus, Guest guest, IntPredicate may) {
        OptionalInt node = host.guests().apply(guest.name()).node();
        int best = -1;
        boolean bestNear = false;
        for (int i = 0; i < loads.length; i++) {
            CpuSet set = cpus.get(i);
            boolean near = node.isEmpty() || set.stream().anyMatch(cpu -> host.nodeOf(cpu) == node.getAsInt());
            boolean isBetter = best < 0 || (near && !bestNear) || (near == bestNear && loads[i] < loads[best]);
            if (isBetter && may.test(i)) {
                best = i;
                bestNear = near;
            }
        }
        return best;
    }
}
