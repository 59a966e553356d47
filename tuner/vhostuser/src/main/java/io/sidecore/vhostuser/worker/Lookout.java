package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.sys.Membarrier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Looks whether workers live, and lets others take over the queues of those that do not. By one thread only. */
final class Lookout {

    /** So many looks in a row without a sign of life make a stall. */
    static final int LOOKS = 4;

    private final Crew crew;
    private final Consumer<String> log;
    private final Map<WorkerId, Pulse> pulses = new HashMap<>();

    /** Those from whom queues were taken, and who may have some to come back to. */
    private final Set<WorkerId> robbed = new HashSet<>();

    Lookout(Crew crew, Consumer<String> log) {
        this.crew = crew;
        this.log = log;
    }

    /** @param late whether this look comes much later than it should: then whatever kept it may have kept all others */
    void look(boolean late) {
        Map<WorkerId, Worker> workers = crew.watched();
        pulses.keySet().retainAll(workers.keySet());
        robbed.retainAll(workers.keySet());
        boolean stallsMatter = crew.settings().isOn(Setting.STALL_MS) && Membarrier.isAvailable();
        workers.forEach((id, worker) -> {
            if (!worker.isAlive()) {
                log.accept(id + ": died; others take over: " + crew.replace(id));
                return;
            }
            Pulse pulse = pulses.computeIfAbsent(id, any -> new Pulse(worker));
            if (late) {
                pulse.forget();
            }
            int missed = pulse.look();
            if (stallsMatter && missed >= LOOKS) {
                robbed.add(id);
                crew.takeOver(id).ifPresent(what -> log.accept(id + ": no sign of life; others take over: " + what));
            } else if (missed == 0 && robbed.contains(id) && crew.giveBack(id)) {
                robbed.remove(id);
            }
        });
    }
}
