package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What to do where two threads want one CPU. */
final class PinRemedies {

    private PinRemedies() {}

    /** Move the worker to a free CPU, else what runs instead of it elsewhere, else look closer. */
    static Remedy apart(Scene scene, WorkerSeries series, Optional<Charges.Charge> other, String effect) {
        OptionalInt free = scene.freeCpu(series);
        if (free.isPresent()) {
            return pin(series.worker(), String.valueOf(free.getAsInt()), effect);
        }
        if (other.isPresent()) {
            String rest = otherCpus(scene, series.usualCpu());
            if (!rest.isEmpty()) {
                return moveAway(other.get(), rest, effect);
            }
        }
        return look(series.worker());
    }

    /** Let a worker run on these CPUs only. */
    static Remedy pin(HostWorker worker, String cpus, String effect) {
        String note = worker.kind() == HostWorker.Kind.VHOST_TASK
                ? "If the guest's cpuset lacks the CPU the command says so: give it to the cpuset first (libvirt: "
                        + "virsh emulatorpin)."
                : "";
        return new Remedy(
                pinCommand(worker, cpus),
                effect,
                Optional.of(pinCommand(worker, worker.cpus().toString())),
                note);
    }

    private static String pinCommand(HostWorker worker, String cpus) {
        return worker.kind() == HostWorker.Kind.BACKEND
                ? Commands.backend(worker, "pin " + Commands.backendName(worker) + " " + cpus)
                : "taskset -cp " + cpus + " " + worker.tid();
    }

    /** The mask of the other was not recorded, so the line records it itself. */
    private static Remedy moveAway(Charges.Charge other, String cpus, String effect) {
        Optional<Scene.Member> thread = other.thread();
        String command = "taskset -cp " + cpus + " " + other.tid();
        if (thread.isPresent()) {
            return new Remedy(
                    command, effect, Optional.of("taskset -cp " + thread.get().cpus() + " " + other.tid()), "");
        }
        String recording = "old=$(taskset -cp " + other.tid() + " | sed 's/.*: //'); " + command
                + " && echo \"undo: taskset -cp $old " + other.tid() + "\"";
        return new Remedy(
                recording,
                effect,
                Optional.empty(),
                "No CPU is free for the worker, so this moves " + other.name() + ". The line prints its own undo.");
    }

    private static String otherCpus(Scene scene, OptionalInt but) {
        List<HostCpu> cpus = scene.windows().inventory().cpus();
        return cpus.stream()
                .filter(cpu -> but.isPresent() && cpu.cpu() != but.getAsInt())
                .map(cpu -> String.valueOf(cpu.cpu()))
                .collect(Collectors.joining(","));
    }

    /** Nothing to move: show the threads and their CPUs. */
    static Remedy look(HostWorker worker) {
        return new Remedy(
                "ps -eLo tid,psr,cls,rtprio,ni,pcpu,comm --sort=-pcpu | head -25",
                "shows which threads use the CPUs (" + worker.cpus() + ") that the worker may run on",
                Optional.empty(),
                "Changes nothing. No CPU of this host is free: fewer guests, or more CPUs, would help.");
    }
}
