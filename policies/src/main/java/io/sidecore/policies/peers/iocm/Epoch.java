package io.sidecore.policies.peers.iocm;

import io.sidecore.policies.Cores;
import io.sidecore.policies.Text;

/**
 * What IOcm looks at in an epoch. 1.0 is one whole CPU.
 *
 * @param ioCores that are used; 0 while not sharing
 * @param workerCpus CPUs that workers used
 * @param work CPUs that they used on work that guests asked for
 * @param empty I/O cores that did no such work, added up. Softirqs, which IOcm takes off, are not observed
 * @param vmIdle CPUs that guests could use and do not. Not observed, and so an upper bound: CPUs that are no used I/O
 *     cores, without what workers use of them, and without the time that workers wait for a CPU
 * @param bytesPerPacket mean over all frames; 0 without any
 * @param bytesPerCycle bytes that moved, for each cycle of one CPU's clock
 */
record Epoch(
        int ioCores,
        double workerCpus,
        double work,
        double empty,
        double vmIdle,
        double bytesPerPacket,
        double bytesPerCycle) {

    static Epoch of(Usage used, int ioCores, Cores cores, double cyclesPerSecond) {
        double elsewhere = ioCores == 0 ? used.workerCpus() : 0;
        return new Epoch(
                ioCores,
                used.workerCpus(),
                used.work(),
                Math.max(0, ioCores - used.work()),
                Math.max(0, cores.all().count() - ioCores - elsewhere - used.waiting()),
                used.bytesPerPacket(),
                used.bytesPerSecond() / cyclesPerSecond);
    }

    String inWords() {
        return ioCores == 0
                ? "not sharing, workers use " + Text.cpus(workerCpus)
                : Text.count(ioCores, "I/O core") + " (" + Text.number(empty) + " idle), guests at most "
                        + Text.number(vmIdle) + " CPUs idle, " + Math.round(bytesPerPacket) + " bytes a frame";
    }
}
