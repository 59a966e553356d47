package io.sidecore.tuner.study;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.goal.Target;
import io.sidecore.policies.goal.Wanted;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an administrator could set once and for all: who serves whom, where, and how.
 *
 * @param name for people
 * @param workers by number: the CPUs of each, and its mode
 * @param guests the number of the worker that serves a guest; one that is not in it goes to worker 0
 */
public record FixedSetting(String name, List<Worker> workers, SortedMap<String, Integer> guests) {

    private static final PollMode SPIN = PollMode.spin(Duration.ofNanos(50_000));

    /** One of its workers. */
    public record Worker(CpuSet cpus, PollMode mode) {}

    public FixedSetting {
        workers = List.copyOf(workers);
        guests = Collections.unmodifiableSortedMap(new TreeMap<>(guests));
    }

    /**
     * Every setting that an administrator might come to, who knows all that will happen: 1 to n workers, on I/O cores or
     * anywhere, sleeping, spinning or polling; guests in turn, or those that ask apart from those that stream; streams on
     * workers of their own beside the I/O cores.
     *
     * <p>The adaptive policy thinks of much the same designs, in {@code policies.adaptive.Arrangements}, and shares no code
     * with this on purpose: these are what it is measured by. A design that it forgot, or got wrong, must not be missing
     * or wrong here as well; and these know the scenario, where it has only what it sees.
     */
    public static List<FixedSetting> all(Scenario scenario) {
        List<FixedSetting> all = new ArrayList<>();
        HostSpec host = scenario.host();
        int guests = scenario.guests().size();
        int cores = host.ioCores().count();
        List<PollMode> modes = List.of(PollMode.SLEEP, SPIN, PollMode.POLL);
        for (int k = 1; k <= Math.min(cores, guests); k++) {
            for (PollMode mode : modes) {
                all.add(of("io-" + k + "-" + mode, onCores(host, k, mode), inTurn(scenario, k)));
                if (k > 1 && host.nodes() > 1) {
                    all.add(of("io-" + k + "-" + mode + "-near", onCores(host, k, mode), near(scenario, k)));
                }
                if (k > 1) {
                    all.add(of("io-" + k + "-" + mode + "-apart", onCores(host, k, mode), apart(scenario, k)));
                }
            }
        }
        int most = Math.min(guests, host.workerCpus().count());
        for (int k = 1; k <= most; k = k < 4 ? k + 1 : k < most && 2 * k > most ? most : 2 * k) {
            for (PollMode mode : List.of(PollMode.SLEEP, SPIN)) {
                all.add(of("any-" + k + "-" + mode, anywhere(host, k, mode), inTurn(scenario, k)));
            }
        }
        if (guests > most) {
            all.add(of("any-" + guests + "-sleep", anywhere(host, guests, PollMode.SLEEP), inTurn(scenario, guests)));
        }
        for (PollMode mode : modes) {
            for (int k = 1; k <= cores; k++) {
                mixed(scenario, k, mode, all);
            }
        }
        return all;
    }

    private static FixedSetting of(String name, List<Worker> workers, Map<String, Integer> guests) {
        return new FixedSetting(name, workers, new TreeMap<>(guests));
    }

    private static List<Worker> onCores(HostSpec host, int k, PollMode mode) {
        return host.ioCores().stream()
                .limit(k)
                .mapToObj(cpu -> new Worker(CpuSet.of(cpu), mode))
                .toList();
    }

    private static List<Worker> anywhere(HostSpec host, int k, PollMode mode) {
        return Collections.nCopies(k, new Worker(host.workerCpus(), mode));
    }

    private static Map<String, Integer> inTurn(Scenario scenario, int k) {
        Map<String, Integer> guests = new LinkedHashMap<>();
        for (GuestSpec guest : scenario.guests()) {
            guests.put(guest.name(), guests.size() % k);
        }
        return guests;
    }

    /** In turn as well, each on an I/O core of its own node if there is one. */
    private static Map<String, Integer> near(Scenario scenario, int k) {
        int[] cores = scenario.host().ioCores().stream().limit(k).toArray();
        int[] served = new int[k];
        Map<String, Integer> guests = new LinkedHashMap<>();
        for (GuestSpec guest : scenario.guests()) {
            int best = 0;
            for (int i = 1; i < k; i++) {
                boolean near = scenario.host().nodeOf(cores[i]) == guest.node();
                boolean bestNear = scenario.host().nodeOf(cores[best]) == guest.node();
                boolean better = near == bestNear ? served[i] < served[best] : near;
                best = better ? i : best;
            }
            served[best]++;
            guests.put(guest.name(), best);
        }
        return guests;
    }

    private static boolean asks(GuestSpec guest) {
        return guest.load().kind() == Load.Kind.RR;
    }

    /** Those that ask on the first worker, the others on the rest. */
    private static Map<String, Integer> apart(Scenario scenario, int k) {
        Map<String, Integer> guests = new LinkedHashMap<>();
        int others = 0;
        for (GuestSpec guest : scenario.guests()) {
            guests.put(guest.name(), asks(guest) ? 0 : 1 + others++ % (k - 1));
        }
        return guests;
    }

    /** Those that ask on I/O cores; each other one on a sleeping worker of its own. */
    private static void mixed(Scenario scenario, int k, PollMode mode, List<FixedSetting> to) {
        List<Worker> workers = new ArrayList<>(onCores(scenario.host(), k, mode));
        Map<String, Integer> guests = new LinkedHashMap<>();
        int asking = 0;
        for (GuestSpec guest : scenario.guests()) {
            if (asks(guest)) {
                guests.put(guest.name(), asking++ % k);
            } else {
                guests.put(guest.name(), workers.size());
                workers.add(new Worker(scenario.host().workerCpus(), PollMode.SLEEP));
            }
        }
        if (asking > 0 && workers.size() > k) {
            to.add(of("mixed-" + k + "-" + mode, workers, guests));
        }
    }

    /** Sets a host so, at once; again after guests came. */
    void apply(Backend backend) {
        Optional<Decision> step = step(backend.placement());
        while (step.isPresent()) {
            step.get().match(backend).ifPresent(Actuation::keep);
            step = step(backend.placement());
        }
    }

    private Optional<Decision> step(Placement current) {
        List<List<QueueId>> served = new ArrayList<>();
        workers.forEach(worker -> served.add(new ArrayList<>()));
        for (QueueId queue : current.queues().keySet()) {
            served.get(guests.getOrDefault(queue.device(), 0)).add(queue);
        }
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            wanted.add(new Wanted(new Placement.Setting(worker.cpus(), worker.mode()), served.get(i)));
        }
        return Target.of(wanted, current).firstStep(name, current);
    }
}
