package io.sidecore.tuner.trial.live;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.guests.load.Load;
import io.sidecore.policies.Cores;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.tuner.control.veto.script.VetoScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is the same for every arm of a trial, and the policy of each.
 *
 * @param launcher starts the children: the script {@code sidecore}
 * @param cores where workers may run
 * @param guestCpus where the guests' vCPU threads run, one to a CPU
 * @param load what the guests do
 * @param loadArguments the same as arguments of {@code sidecore guests}
 * @param policies by arm
 * @param useBpf false to watch workers through /proc only
 * @param veto is asked before each change, if there is one
 * @param journals directory for the arms' journals
 */
public record LiveSetup(
        Path launcher,
        Cores cores,
        CpuSet guestCpus,
        Load load,
        List<String> loadArguments,
        Map<String, PolicyDocument> policies,
        boolean useBpf,
        Optional<VetoScript> veto,
        Path journals) {

    public LiveSetup {
        loadArguments = List.copyOf(loadArguments);
        policies = Map.copyOf(policies);
    }
}
