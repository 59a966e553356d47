package io.sidecore.collector.ovs;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line with which what is said of a thread begins. */
final class PmdHeading {

    private static final Pattern PMD = Pattern.compile("pmd thread numa_id -?[0-9]+ core_id ([0-9]{1,5}):");
    private static final int NO_CORE = -1;

    private PmdHeading() {}

    /** The CPU of the thread that is spoken of from here on, -1 for the main thread; absent on any other line. */
    static OptionalInt core(String line) {
        if (line.startsWith("main thread:")) {
            return OptionalInt.of(NO_CORE);
        }
        Matcher matcher = PMD.matcher(line);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
