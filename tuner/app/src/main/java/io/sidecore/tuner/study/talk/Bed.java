package io.sidecore.tuner.study.talk;

import java.util.List;

/** The two machines of the talk, each of one node and without siblings. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are made by List.of
public enum Bed {
    /** Claims 9 to 14: one vCPU to a core, I/O on the last one. */
    A(
            8,
            1,
            List.of(Design.BASELINE, Design.AFFINITY, Design.SHARING, Design.POLLING, Design.POSTED),
            List.of(Traffic.STREAM, Traffic.DEEP_STREAM, Traffic.RR),
            List.of(1, 2, 3, 4, 5, 6, 7)),
    /** Claims 15 to 19: no I/O core, no polling, up to 25 guests. How many CPUs it had, the talk does not say. */
    B(
            8,
            0,
            List.of(Design.BASELINE, Design.RFC, Design.BASELINE_PINNED, Design.RFC_PINNED),
            List.of(Traffic.STREAM, Traffic.RR),
            List.of(1, 2, 4, 7, 10, 14, 18, 21, 25)),
    /** The same with CPUs to spare, as a check: what holds only on a full host should not be taken for a law. */
    B_WIDE(16, 0, List.of(Design.BASELINE, Design.RFC), List.of(Traffic.STREAM, Traffic.RR), List.of(1, 4, 10, 18, 25));

    private final int cpus;
    private final int ioCores;
    private final List<Design> designs;
    private final List<Traffic> traffics;
    private final List<Integer> guests;

    Bed(int cpus, int ioCores, List<Design> designs, List<Traffic> traffics, List<Integer> guests) {
        this.cpus = cpus;
        this.ioCores = ioCores;
        this.designs = designs;
        this.traffics = traffics;
        this.guests = guests;
    }

    public int cpus() {
        return cpus;
    }

    /** How many CPUs, the last ones, no guest runs on. */
    public int ioCores() {
        return ioCores;
    }

    /** What is compared on it. */
    public List<Design> designs() {
        return designs;
    }

    public List<Traffic> traffics() {
        return traffics;
    }

    /** With how many guests it is measured, ascending. */
    public List<Integer> guests() {
        return guests;
    }

    /** Of the link, each way: only claim 12 is about a line that is full. */
    public double gigabits(Traffic traffic) {
        return this == A && traffic == Traffic.STREAM ? 10 : 40;
    }
}
