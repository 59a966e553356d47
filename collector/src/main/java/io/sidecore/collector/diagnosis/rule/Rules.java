package io.sidecore.collector.diagnosis.rule;

import java.util.List;

/** All rules. Their order means nothing. */
public final class Rules {

    private static final List<Rule> ALL = List.of(
            new OverloadRule(),
            new PreemptedRule(),
            new CgroupThrottleRule(),
            new SiblingRule(),
            new InterruptRule(),
            new HostStealRule(),
            new ElephantRule(),
            new WrongNodeRule(),
            new EmptyPollingRule(),
            new ExitRule(),
            new VcpuStealRule(),
            new GuestNoteRule());

    private Rules() {}

    /** Asks every one. */
    public static Ruling look(Scene scene) {
        return ALL.stream().map(rule -> rule.look(scene)).reduce(Ruling.NOTHING, Ruling::and);
    }
}
